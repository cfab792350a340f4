import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser, type LaunchOptions } from '../support/browser.ts'
import { startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** `/test`: what a person learns about browser, devices and network, with real media. */

let server: Server
const browsers: Browser[] = []

test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close()
  await server.stop()
})

async function openCheck(options: LaunchOptions & { locale?: string } = {}): Promise<Page> {
  const browser = await launchBrowser(options)
  browsers.push(browser)
  const context = await browser.newContext({ locale: options.locale ?? 'en-US', viewport: { width: 390, height: 844 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
  if (options.init) await context.addInitScript({ content: options.init })
  return context.newPage()
}

const row = (page: Page, id: string) => page.locator(`[data-check="${id}"]`)
const hasStatus = (page: Page, id: string, status: string) =>
  expect(row(page, id), id).toHaveAttribute('data-status', status, { timeout: 40_000 })

test('everything works: found from the home page, tested with real media, copied as a report', async () => {
  server = await startServer()
  const page = await openCheck()
  await page.goto(server.url)
  await page.getByRole('link', { name: 'Test camera, sound and connection' }).click()
  await expect(page.locator('[data-page="check"]')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Start the test' }).click()

  await hasStatus(page, 'speakers', 'asking')
  await page.getByRole('button', { name: 'Play a tone' }).click()
  await page.getByRole('button', { name: 'Yes' }).click()
  for (const id of ['browser', 'camera', 'microphone', 'speakers', 'server', 'udp', 'tcp', 'relay', 'media'])
    await hasStatus(page, id, 'ok')
  await expect(row(page, 'media')).toContainText('Your picture and sound')
  await expect(row(page, 'quality')).toHaveAttribute('data-status', /ok|warning/)
  await expect(row(page, 'quality')).toContainText(/\d+ ms there and back/)
  await expect(page.getByTestId('verdict')).not.toHaveAttribute('data-verdict', 'running')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Copy report' }).click()
  await expect(page.getByText('Report copied')).toBeVisible()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  expect(report).toContain('✓ Media over UDP')
  expect(report).toContain('✓ Sending and receiving')
  // Neither devices nor addresses: the fake camera is called "fake_device_0".
  expect(report).not.toMatch(/fake|\d+\.\d+\.\d+\.\d+|[a-z]{3}-[a-z]{4}-[a-z]{3}/i)
})

test('a server without media over TCP, and a browser without devices', async () => {
  server = await startServer({ MEDIA_TCP: 'off' })
  const page = await openCheck({ devices: false, locale: 'de-DE' })
  await page.goto(`${server.url}/test`)
  await page.getByRole('button', { name: 'Test starten' }).click()
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'warning', { timeout: 80_000 })
  for (const id of ['camera', 'microphone', 'tcp']) await hasStatus(page, id, 'warning')
  await expect(row(page, 'camera')).toContainText('Keine Kamera gefunden')
  await expect(row(page, 'tcp')).toContainText('bietet kein TCP')
  await hasStatus(page, 'udp', 'ok')
  await hasStatus(page, 'media', 'ok')
  await expect(row(page, 'media')).toContainText('Testbild')
  await expectAccessible(page)
})

test('without a way for WebSockets the rest is not tried, and the page says what to do', async () => {
  server = await startServer()
  const page = await openCheck({ init: 'window.WebSocket = class extends EventTarget { close() {} }' })
  await page.goto(`${server.url}/test`)
  await page.getByRole('button', { name: 'Start the test' }).click()
  await hasStatus(page, 'server', 'failed')
  await expect(row(page, 'server')).toContainText('proxy')
  await hasStatus(page, 'udp', 'skipped')
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'failed')
  await expectAccessible(page)
})
