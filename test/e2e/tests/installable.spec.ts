import type { Browser } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { join as enter, launchBrowser } from '../support/browser.ts'
import { createMeeting, freeTcpPort, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Treff on the home screen of a phone: manifest, icons, and a page of its own when the server is away. */

let server: Server
let browser: Browser

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

type Manifest = { name: string; display: string; start_url: string; icons: { src: string; sizes: string; purpose?: string }[] }

test('the manifest says what browsers need to install, and its icons are as large as it says', async () => {
  server = await startServer()
  const page = await browser.newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text())
  })
  await page.goto(server.url)
  const address = await page.locator('link[rel="manifest"]').getAttribute('href')
  const response = await page.request.get(new URL(address!, server.url).href)
  expect(response.headers()['content-type']).toContain('application/manifest+json')
  const manifest = (await response.json()) as Manifest
  expect(manifest).toMatchObject({ name: 'Treff', display: 'standalone', start_url: '/' })
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable')
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (url) => {
      const image = await createImageBitmap(await (await fetch(url)).blob())
      return `${image.width}x${image.height}`
    }, src)
    expect(size, src).toBe(sizes)
  }
  // Chromium's own judgement, as its developer tools show it.
  const devtools = await page.context().newCDPSession(page)
  const { errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  await expect(page.locator('link[rel="apple-touch-icon"]')).toHaveCount(1)
  await page.evaluate(() => navigator.serviceWorker.ready)
  expect(refused).toEqual([])
})

for (const [locale, title] of [
  ['en-US', 'No connection to the server'],
  ['de-DE', 'Keine Verbindung zum Server'],
] as const) {
  test(`without the server its page appears, and goes on by itself when the server is back: ${locale}`, async () => {
    const port = String(await freeTcpPort())
    server = await startServer({ PORT: port })
    const page = await (await browser.newContext({ locale })).newPage()
    await page.goto(server.url)
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready
      // Workers that have just been installed take over a moment later.
      if (active?.state !== 'activated')
        await new Promise((activated) => active?.addEventListener('statechange', activated, { once: true }))
    })
    await server.kill()
    await page.goto(`${server.url}/meeting/abc-defg-hij`)
    await expect(page.locator('[data-page="offline"]')).toBeVisible()
    await expect(page.getByRole('heading')).toHaveText(title)
    await expectAccessible(page)

    server = await startServer({ PORT: port })
    await expect(page.locator('[data-page="notfound"]')).toBeVisible({ timeout: 30_000 })
  })
}

test('nothing but the page for that moment is kept: no call, no script, no answer of the API', async () => {
  server = await startServer()
  const guest = await enter(server, await createMeeting(server), 'Ada')
  try {
    const kept = await guest.page.evaluate(async () => {
      await navigator.serviceWorker.ready
      const names = await caches.keys()
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return requests.flat().map(({ url }) => new URL(url).pathname)
    })
    expect(kept.sort()).toEqual(['/manifest.webmanifest', '/offline.html', '/offline.js'])
  } finally {
    await guest.browser.close()
  }
})
