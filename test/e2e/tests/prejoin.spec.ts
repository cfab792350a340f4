import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser } from '../support/browser.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Before joining: devices that are refused or silent, and what the page does about it. */

let server: Server
let browser: Browser

test.beforeAll(({ common }) => {
  server = common
})

test.afterEach(() => browser.close())

/** `args`: without the one that says yes to every question, so that permissions count. */
async function openPrejoin(init?: () => void): Promise<Page> {
  browser = await launchBrowser({ devices: false, args: ['--use-fake-device-for-media-stream'] })
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 390, height: 844 } })
  if (init) await context.addInitScript(init)
  const page = await context.newPage()
  await page.goto(`${server.url}/meeting/${await createMeeting(server)}`)
  return page
}

test('a refusal by the browser is explained with a picture, and the help closes when access is given', async () => {
  const page = await openPrejoin()
  await expect(page.locator('[data-status="denied"]')).toBeVisible()
  await page.getByRole('button', { name: 'What can I do?' }).click()
  await expect(page.locator('[data-denied-by="browser"][data-how="chromium"]')).toBeVisible()
  await expect(page.getByRole('img', { name: /sliders/ })).toBeVisible()
  await expectAccessible(page)

  await page.context().grantPermissions(['camera', 'microphone'], { origin: server.url })
  await expect(page.locator('[data-status="on"]')).toBeVisible()
  await expect(page.locator('[data-denied-by]')).toHaveCount(0)
  await expect(page.getByTestId('preview')).toBeVisible()
})

test('a refusal by the operating system names its settings, and one can join without devices', async () => {
  const page = await openPrejoin(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied by system', 'NotAllowedError'))
  })
  await page.getByRole('button', { name: 'What can I do?' }).click()
  await expect(page.locator('[data-denied-by="system"]')).toContainText('Settings')
  await expectAccessible(page)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(page.locator('[data-page="call"]')).toBeVisible()
})

test('a microphone without any sound is noticed, and the hint goes with the first sound', async () => {
  const page = await openPrejoin(() => {
    navigator.mediaDevices.getUserMedia = () => {
      const context = new AudioContext()
      const microphone = context.createMediaStreamDestination()
      const tone = context.createOscillator()
      tone.start()
      Object.assign(window, { speak: () => tone.connect(microphone) })
      return Promise.resolve(microphone.stream)
    }
  })
  await page.getByLabel('Your name').click()
  await expect(page.locator('[data-trouble="silent"]')).toBeVisible()
  await expectAccessible(page)
  await page.evaluate(() => (window as unknown as { speak: () => void }).speak())
  await expect(page.locator('[data-trouble]')).toHaveCount(0)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(page.locator('[data-page="call"]')).toBeVisible()
  // The tone goes on: in the meeting it is heard, until the microphone is turned off.
  await page.getByRole('button', { name: 'Turn microphone off' }).click()
  await expect(page.locator('[data-trouble="talkingWhileMuted"]')).toBeVisible()
  await expectAccessible(page)
  await page.locator('[data-trouble]').getByRole('button', { name: 'Turn microphone on' }).click()
  await expect(page.locator('[data-trouble]')).toHaveCount(0)
})

test('the speaker test plays to its end', async () => {
  const page = await openPrejoin()
  const button = page.getByTestId('speaker-test')
  await button.click()
  await expect(button).toHaveText('Playing …')
  await expect(button).toHaveText('Test the speaker')
})
