import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import { pressJoin, received } from './browser.ts'
import { enterTogether } from './guests.ts'
import { create, type Server } from './server.ts'

export type Person = { name: string; browser: Browser; page: Page; errors: string[] }

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** A meeting and its host, who is in it. */
export async function hosted(
  browser: Browser,
  server: Server,
  options: object = {},
  context: BrowserContextOptions = {},
): Promise<{ meeting: string; hostKey: string; host: Person }> {
  const { meeting_id: meeting, host_key: hostKey } = await create(server, options)
  const host = await enterTogether(browser, server, `${meeting}#host=${hostKey}`, 'Hana', context)
  return { meeting, hostKey, host }
}

/** Somebody with a browser of their own before a meeting, with the name filled in. `address`: code, and what stands behind it. */
export async function atTheDoor(
  browser: Browser,
  server: Server,
  address: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  await context.addInitScript(() => localStorage.setItem('treff.debug', '1'))
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${server.url}/meeting/${address}`)
  await page.getByLabel('Your name').fill(name)
  return { name, browser, page, errors }
}

/** The same, and knocks; the waiting room is open when this returns. */
export async function knock(...args: Parameters<typeof atTheDoor>): Promise<Person> {
  const guest = await atTheDoor(...args)
  await guest.page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(guest.page.locator('[data-page="waiting"]')).toBeVisible()
  return guest
}

/** Is in the meeting, by whatever way. */
export async function isIn({ page }: Person): Promise<void> {
  await expect(page.locator('[data-page="call"]')).toBeVisible()
  await page.waitForFunction(
    () => (window as unknown as { __treffRoom?: import('livekit-client').Room }).__treffRoom?.state === 'connected',
  )
}

export { pressJoin }

/** The list of people, open. */
export async function openPeople(page: Page): Promise<Locator> {
  const panel = page.locator('[data-panel="people"]')
  if (!(await panel.isVisible())) await page.getByTestId('people-count').click()
  await expect(panel).toBeVisible()
  return panel
}

/** Does something to one person from the list of people. */
export async function actOn(page: Page, name: string, action: string): Promise<void> {
  const panel = await openPeople(page)
  await panel.getByRole('button', { name: `Actions for ${name}` }).click()
  await panel.locator(`[data-action="${action}"]`).click()
}

export async function forEveryone(page: Page, action: string): Promise<void> {
  const panel = await openPeople(page)
  await panel.getByTestId('for-everyone').click()
  await panel.locator(`[data-action="${action}"]`).click()
}

/** Sound of this person stops arriving, by the clock of ten pictures that still do. */
export async function expectSilent(listener: Person, name: string): Promise<void> {
  const heard = async () => {
    const before = (await received(listener.page))[name]
    const frames = async () => (await received(listener.page))[name]?.frames ?? 0
    await expect.poll(frames, { timeout: 20_000 }).toBeGreaterThan((before?.frames ?? 0) + 10)
    return ((await received(listener.page))[name]?.energy ?? 0) - (before?.energy ?? 0)
  }
  await expect.poll(heard, { message: `${name} is silent`, timeout: 60_000 }).toBe(0)
}

export async function expectHeard(listener: Person, name: string): Promise<void> {
  const before = (await received(listener.page))[name]?.energy ?? 0
  await expect
    .poll(async () => (await received(listener.page))[name]?.energy ?? 0, { message: `${name} is heard`, timeout: 30_000 })
    .toBeGreaterThan(before)
}
