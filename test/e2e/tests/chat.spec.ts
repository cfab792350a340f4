import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser } from '../support/browser.ts'
import { enterTogether } from '../support/guests.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** People write to each other: to everybody, to one, to those who come later, and with files. */

let server: Server
let browser: Browser

test.beforeAll(async () => {
  server = await startServer({ CHAT_MAX_FILE_BYTES: '2000000' })
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

test.afterAll(() => server.stop())

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const messages = (page: Page) => page.getByTestId('message')
const input = (page: Page) => page.getByTestId('chat-input')

async function openChat(page: Page): Promise<void> {
  await page.getByTestId('panel-chat').click()
  await expect(input(page)).toBeVisible()
}

async function write(page: Page, text: string): Promise<void> {
  await input(page).fill(text)
  await input(page).press('Enter')
  await expect(input(page)).toHaveValue('')
}

/** A picture that a browser can show: 2×2 pixels. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGNkYGD4z8DAwMDEgAYAAB0ABAT1aIkAAAAASUVORK5CYII=',
  'base64',
)

test('messages, unread ones, links, a private one, and who comes later', async () => {
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await expect(ada.page.getByTestId('announcer')).toHaveText('Ben has joined')

  // Ben looks elsewhere: a note on the stage, a number on the button and in the title, and a sentence for screen readers.
  await openChat(ada.page)
  await expect(input(ada.page)).toBeFocused()
  await input(ada.page).pressSequentially('Hello <b>Ben</b>')
  await input(ada.page).press('Shift+Enter')
  await input(ada.page).pressSequentially('see https://example.org/a?b=1.')
  await input(ada.page).press('Enter')
  await expect(messages(ada.page)).toHaveAttribute('data-state', 'sent')
  await expect(ben.page.getByTestId('panel-chat')).toHaveAccessibleName('Chat, 1 unread message')
  await expect(ben.page).toHaveTitle(/^\(1\) /)
  await expect(ben.page.getByTestId('toasts')).toContainText('Ada: Hello')
  await expect(ben.page.getByTestId('announcer')).toContainText('Ada: Hello')

  await openChat(ben.page)
  await expect(ben.page).toHaveTitle(/^In a meeting/)
  await expect(messages(ben.page)).toHaveText('Hello <b>Ben</b>\nsee https://example.org/a?b=1.')
  const link = ben.page.getByRole('link', { name: 'https://example.org/a?b=1' })
  await expect(link).toHaveAttribute('href', 'https://example.org/a?b=1')
  await expect(link).toHaveAttribute('rel', /noopener/)
  await write(ben.page, 'Hi Ada')
  await expect(messages(ada.page)).toHaveCount(2)
  await expect(ada.page.getByTestId('announcer')).toHaveText('Ben: Hi Ada')

  // One person only, and marked as such on both sides.
  const cleo = await enterTogether(browser, server, meeting, 'Cleo')
  await openChat(cleo.page)
  await expect(messages(cleo.page)).toHaveCount(2)
  await expect(messages(cleo.page).first()).toContainText('Hello <b>Ben</b>')
  await expect(cleo.page.getByRole('heading', { name: /^Ada/ })).toBeVisible()
  await ada.page.getByTestId('chat-to').selectOption({ label: 'Ben' })
  await write(ada.page, 'just us')
  await expect(ben.page.getByTestId('messages').getByText('Only to you')).toBeVisible()
  await expect(ada.page.getByTestId('messages').getByText('Only to Ben')).toBeVisible()

  // Cleo was there and got nothing; Dora comes later and reads what everybody could read.
  await ada.page.getByTestId('chat-to').selectOption({ label: 'Everybody' })
  await write(ada.page, 'welcome')
  await expect(messages(cleo.page)).toHaveText([/Hello/, 'Hi Ada', 'welcome'])
  const dora = await enterTogether(browser, server, meeting, 'Dora')
  await openChat(dora.page)
  await expect(messages(dora.page)).toHaveText([/Hello/, 'Hi Ada', 'welcome'])
  await expect(dora.page.getByTestId('panel-chat')).toHaveAccessibleName('Chat')

  const saving = ada.page.waitForEvent('download')
  await ada.page.getByTestId('save-chat').click()
  const saved = readFileSync((await (await saving).path())!, 'utf8')
  expect(saved).toMatch(/Ada: Hello <b>Ben<\/b>\n {4}see https:\/\/example\.org\/a\?b=1\.\n.*Ben: Hi Ada\n.*Ada \(Only to Ben\): just us\n/)

  await expectAccessible(ada.page)
  await expectAccessible(ben.page)
  for (const guest of [ada, ben, cleo, dora]) expect(guest.errors).toEqual([])
})

test('files: dropped, too large, received whole, cancelled', async () => {
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await openChat(ada.page)
  await openChat(ben.page)
  const chooser = ada.page.getByTestId('chat-file')

  await chooser.setInputFiles({ name: 'huge.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2_000_001) })
  await expect(ada.page.getByText('Files can have up to 2 MB.').first()).toBeVisible()

  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251))
  await chooser.setInputFiles([
    { name: 'cat.png', mimeType: 'image/png', buffer: picture },
    { name: 'report.pdf', mimeType: 'application/pdf', buffer: content },
  ])
  await write(ada.page, 'here they are')
  await expect(ben.page.locator('[data-testid="file"][data-state="done"]')).toHaveCount(2, { timeout: 30_000 })
  await expect(ben.page.getByAltText('cat.png')).toBeVisible()
  const saving = ben.page.waitForEvent('download')
  await ben.page.getByRole('button', { name: 'Save report.pdf' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toBe('report.pdf')
  expect(readFileSync((await download.path())!).equals(content)).toBe(true)

  // Dropping puts it beside the message, where it can be taken away again.
  const dropped = await ada.page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['hello'], 'note.txt', { type: 'text/plain' }))
    return transfer
  })
  await ada.page.getByTestId('chat').dispatchEvent('drop', { dataTransfer: dropped })
  await ada.page.getByRole('button', { name: 'Remove note.txt' }).click()
  await expect(ada.page.getByText('note.txt')).toHaveCount(0)

  // The sender stops one at once: the button is pressed before the first slice has left, however fast the machine is.
  await chooser.setInputFiles({ name: 'long.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2_000_000) })
  await ada.page.evaluate(() => {
    const press = (_: unknown, observer: MutationObserver) => {
      const cancel = document.querySelector<HTMLButtonElement>('[aria-label="Cancel long.bin"]')
      if (!cancel) return
      observer.disconnect()
      cancel.click()
    }
    new MutationObserver(press).observe(document.body, { childList: true, subtree: true })
  })
  await ada.page.getByTestId('chat-send').click()
  await expect(ada.page.getByText('Cancelled')).toBeVisible()
  await expect(ben.page.getByText('Did not arrive')).toBeVisible()
  await expectAccessible(ben.page)
  for (const guest of [ada, ben]) expect(guest.errors).toEqual([])
})

for (const [size, options] of [
  ['phone', phone],
  ['desktop', { viewport: { width: 1440, height: 900 } }],
] as const)
  for (const colorScheme of ['light', 'dark'] as const)
    test(`how it looks: ${size}, ${colorScheme}`, async ({}, info) => {
      const meeting = await createMeeting(server)
      const ada = await enterTogether(browser, server, meeting, 'Ada Lovelace', { ...options, colorScheme })
      await openChat(ada.page)
      await ada.page.screenshot({ path: info.outputPath('chat-empty.png') })
      const ben = await enterTogether(browser, server, meeting, 'Benjamin')
      await openChat(ben.page)
      await write(ben.page, 'Good morning! The agenda is here: https://example.org/agenda/2026-11-25')
      await write(ben.page, 'Shall we begin with the budget?')
      await expect(messages(ada.page)).toHaveCount(2)
      await write(ada.page, 'Yes.\nI have the figures ready.')
      await ada.page.getByTestId('chat-file').setInputFiles({ name: 'Figures for the fourth quarter.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(120_000) })
      await ada.page.getByTestId('chat-send').click()
      await expect(ben.page.locator('[data-testid="file"][data-state="done"]')).toHaveCount(1, { timeout: 30_000 })
      await ben.page.getByTestId('chat-to').selectOption({ label: 'Ada Lovelace' })
      await write(ben.page, 'Your microphone is very quiet.')
      await expect(messages(ada.page)).toHaveCount(5)
      await ada.page.getByTestId('chat-to').selectOption({ label: 'Benjamin' })
      await input(ada.page).fill('Thank you, I will move closer to it')
      await ada.page.screenshot({ path: info.outputPath('chat.png') })
      // The composer is inside the window, and nothing runs out of it sideways.
      await expect(ada.page.getByTestId('chat-send')).toBeInViewport({ ratio: 1 })
      expect(await ada.page.getByTestId('messages').evaluate((list) => list.scrollWidth <= list.clientWidth)).toBe(true)
      await expectAccessible(ada.page)
    })
