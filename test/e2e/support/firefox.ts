import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page as PlaywrightPage } from '@playwright/test'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'

/** The system's Firefox by WebDriver BiDi: Playwright drives only builds of its own. */

const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // Both sides run on this machine, which may have no other network.
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Would download the H.264 plug-in.
  'media.gmp-manager.url': 'data:text/plain,',
  'media.gmp-manager.updateEnabled': false,
  'intl.locale.requested': 'en-US',
  'app.update.enabled': false,
}

/** The path that `./dev` found, or nothing: then the tests with Firefox are skipped. */
export const firefoxPath = process.env['TREFF_FIREFOX']

export type FirefoxGuest = {
  name: string
  page: Page
  /** The same page for helpers that only evaluate, which Puppeteer does as Playwright. */
  guest: { name: string; page: PlaywrightPage }
  errors: string[]
  close: () => Promise<void>
}

export async function launchFirefox(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'treff-firefox-'))
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath!,
    headless: true,
    defaultViewport: { width: 1280, height: 800 },
    userDataDir: profile,
    extraPrefsFirefox: preferences,
    env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: '1', HOME: profile },
  })
  return {
    browser,
    close: async () => {
      await browser.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A person with Firefox in the meeting, by the page that everybody uses. */
/** `init` runs in the page before everything else. */
export async function joinWithFirefox(url: string, meetingId: string, name: string, init?: string): Promise<FirefoxGuest> {
  const { browser, close } = await launchFirefox()
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.evaluateOnNewDocument(() => {
    if (location.protocol === 'http:') localStorage.setItem('treff.debug', '1')
  })
  if (init) await page.evaluateOnNewDocument(init)
  await page.goto(`${url}/meeting/${meetingId}`)
  const input = await page.waitForSelector('form input')
  await input!.type(name)
  await page.click('form button[type=submit]')
  await page.waitForFunction(
    () => (window as unknown as { __treffRoom?: import('livekit-client').Room }).__treffRoom?.state === 'connected',
    { timeout: 30_000 },
  )
  return { name, page, guest: { name, page: page as unknown as PlaywrightPage }, errors, close }
}
