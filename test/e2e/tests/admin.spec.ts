import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { join, launchBrowser, seesAndHears, type Guest } from '../support/browser.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** `/admin` with a real meeting going on. */

const token = 'a-token-for-the-dashboard'

let server: Server
const guests: Guest[] = []
const browsers: Browser[] = []

test.beforeAll(async () => {
  server = await startServer({ ADMIN_TOKEN: token, FRONTEND_URL: 'http://localhost:1' })
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
  for (const browser of browsers.splice(0)) await browser.close()
})

test.afterAll(() => server.stop())

async function enter(meeting: string, name: string): Promise<Guest> {
  const guest = await join(server, meeting, name)
  guests.push(guest)
  return guest
}

async function open(width = 1440, locale = 'en-US', url = server.url): Promise<Page> {
  const browser = await launchBrowser()
  browsers.push(browser)
  const page = await (await browser.newContext({ locale, viewport: { width, height: 900 } })).newPage()
  await page.goto(`${url}/admin`)
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('sign-out')).toBeVisible()
}

const meetingIn = (page: Page, id: string) => page.getByTestId('live-meeting').filter({ hasText: id })
const personIn = (page: Page, name: string) => page.getByTestId('live-person').filter({ hasText: name })

test('only the token opens it, and signing out closes it in every tab', async () => {
  const page = await open(390)
  await expect(page.getByLabel('Token')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Token').fill('something else')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('ADMIN_TOKEN')
  await signIn(page)
  await expectAccessible(page)
  const other = await page.context().newPage()
  await other.goto(`${server.url}/admin`)
  await expect(other.getByTestId('sign-out')).toBeVisible()
  await page.getByTestId('sign-out').click()
  await expect(page.getByLabel('Token')).toBeVisible()
  await expect(other.getByText('Your session is over')).toBeVisible({ timeout: 20_000 })
})

test('a meeting shows live with rates, one person is removed, and the meeting is ended', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ada, ['Ben'])
  const page = await open()
  await signIn(page)
  const row = meetingIn(page, meeting)
  await expect(row).toContainText('2 people')
  await row.getByRole('button', { expanded: false }).click()
  await expect(personIn(page, 'Ada')).toContainText('bit/s')
  await expect(personIn(page, 'Ada').getByRole('img', { name: 'Camera on' })).toBeVisible()
  await expect(page.getByText('Thread 1')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Remove Ben' }).click()
  await page.getByRole('dialog').getByTestId('confirm').click()
  await expect(ben.page.locator('[data-page="kicked"]')).toBeVisible()
  await expect(personIn(page, 'Ben')).toHaveCount(0)
  await expect(row).toContainText('1 person')

  await page.getByTestId('end-meeting').click()
  await page.getByRole('dialog').getByTestId('confirm').click()
  await expect(ada.page.locator('[data-page="ended"]')).toBeVisible()
  await expect(row).toHaveCount(0)

  await page.getByRole('link', { name: 'Meetings' }).click()
  await page.getByTestId('past-meeting').filter({ hasText: meeting }).getByRole('link').click()
  await expect(page.getByTestId('attendee')).toHaveCount(2)
  await expect(page.getByTestId('attendee').filter({ hasText: 'Ben' })).toContainText('was removed')
  await expectAccessible(page)
})

test('the server says what is wrong with it, shows its settings, and starts a test call', async ({}, info) => {
  test.setTimeout(150_000)
  const page = await open(390, 'de-DE')
  await page.getByLabel('Token').fill(token)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Server' }).click()
  await expect(page.getByTestId('advice-tls_missing')).toContainText('TLS fehlt')
  await expect(page.getByRole('link', { name: 'Server' })).toBeInViewport({ ratio: 0.99 })
  await expect(page.getByText('ADMIN_TOKEN', { exact: true })).toBeVisible()
  await expect(page.locator('body')).not.toContainText(token)
  await expectAccessible(page)

  // Details of one part, until the next start; those of the framework, which hold tokens, never.
  const part = page.getByLabel('Ein weiterer Teil des Servers')
  await page.getByTestId('add-log-level').click()
  await expect(page.getByRole('alert')).toContainText('Nenne einen Teil')
  await part.fill('Microsoft')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Tokens')
  await part.fill('Treff.Sfu')
  await page.keyboard.press('Enter')
  const level = page.getByRole('combobox', { name: 'Treff.Sfu' })
  await expect(level).toHaveValue('debug')
  await level.selectOption('trace')
  await expect(page.getByText('Geändert bis zum nächsten Start.')).toBeVisible()
  await page.reload()
  await expect(level).toHaveValue('trace')
  await page.getByRole('heading', { name: 'Protokoll' }).scrollIntoViewIfNeeded()
  await page.screenshot({ path: info.outputPath('server.png') })
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Treff.Sfu wie alles andere' }).click()
  await expect(page.getByTestId('log-level')).toHaveCount(1)
  const opening = page.context().waitForEvent('page')
  await page.getByTestId('test-call').click()
  const call = await opening
  await expect(call.locator('[data-page="prejoin"]')).toBeVisible()

  // The first sample is taken half a minute after the start.
  await page.getByRole('link', { name: 'Verlauf' }).click()
  await expect(page.getByTestId('plot-people').locator('canvas')).toBeVisible({ timeout: 75_000 })
  await page.getByText('Als Tabelle').first().click()
  await expect(page.getByRole('region', { name: 'Als Tabelle' }).first()).toBeVisible()
  await expectAccessible(page)
})

test('without a token in its configuration the server has no dashboard', async () => {
  const plain = await startServer()
  try {
    const page = await open(1440, 'en-US', plain.url)
    await expect(page.locator('[data-page="invalid"]')).toBeVisible()
    expect((await fetch(`${plain.url}/admin`, { headers: { Accept: 'text/html' } })).status).toBe(404)
  } finally {
    await plain.stop()
  }
})
