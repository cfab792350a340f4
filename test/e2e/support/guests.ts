import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { pressJoin } from './browser.ts'
import type { Server } from './server.ts'

/** Several people in one browser process, each with a profile of their own: cheaper than a browser for each. */
export async function enterTogether(
  browser: Browser,
  server: Server,
  meeting: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<{ name: string; browser: Browser; page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  await context.addInitScript(() => localStorage.setItem('treff.debug', '1'))
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${server.url}/meeting/${meeting}`)
  await page.getByLabel('Your name').fill(name)
  const guest = { name, browser, page, errors }
  await pressJoin(guest)
  return guest
}
