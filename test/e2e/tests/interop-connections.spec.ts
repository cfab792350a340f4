import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { connectAsClient, enterAsClient, receivedByClient, type ClientWindow } from '../support/client.ts'
import { firefoxPath, launchFirefox } from '../support/firefox.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Clients with one peer connection and with two, in one room. */

let server: Server
let browser: Browser

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser()
})

test.afterAll(async () => {
  await browser?.close()
})

test('one and two peer connections in Chromium', async () => {
  const one = await enterAsClient(browser, server, 'chromium', 'one', { publish: true })
  const two = await enterAsClient(browser, server, 'chromium', 'two', { publish: true, dual: true })
  await exchange(one, two)
  await reconnect(one, two)
  expect(await isSingle(one)).toBe(true)
  expect(await isSingle(two)).toBe(false)
})

test('two peer connections in Firefox', async () => {
  test.skip(!firefoxPath, 'no Firefox: TREFF_FIREFOX is not set')
  const one = await enterAsClient(browser, server, 'firefox', 'one', { publish: true })
  const firefox = await launchFirefox()
  try {
    const page = await firefox.browser.newPage()
    await page.goto(`${server.url}/rtc/validate`)
    const two = page as unknown as Page
    await connectAsClient(two, server, 'firefox', 'two', { publish: true, dual: true })
    await exchange(one, two)
    expect(await isSingle(two)).toBe(false)
  } finally {
    await firefox.close()
  }
})

/** Pictures, sound, packets and calls go both ways. */
async function exchange(one: Page, two: Page): Promise<void> {
  await mediaFlows(one, two)
  for (const [page, other] of [
    [one, 'two'],
    [two, 'one'],
  ] as const) {
    const answer = page.evaluate(
      (destinationIdentity) => (window as ClientWindow).room.localParticipant.performRpc({ destinationIdentity, method: 'echo', payload: 'hello' }),
      other,
    )
    expect(await answer).toMatch(`${other} got hello from`)
    await page.evaluate(() => (window as ClientWindow).room.localParticipant.publishData(new TextEncoder().encode('packet'), { reliable: true }))
  }

  for (const page of [one, two]) await expect.poll(() => page.evaluate(() => (window as ClientWindow).packets.map(({ text }) => text))).toEqual(['packet'])
}

/** The second is back after a resume and after a full reconnect, and everything flows again. */
async function reconnect(one: Page, two: Page): Promise<void> {
  for (const scenario of ['signal-reconnect', 'full-reconnect'] as const) {
    await two.evaluate(async (name) => {
      const { room } = window as ClientWindow
      const reconnected = new Promise<void>((resolve) => room.once('reconnected', () => resolve()))
      await room.simulateScenario(name)
      await reconnected
    }, scenario)
    await mediaFlows(one, two)
  }
}

async function mediaFlows(one: Page, two: Page): Promise<void> {
  for (const [page, other] of [
    [one, 'two'],
    [two, 'one'],
  ] as const) {
    const before = (await receivedByClient(page))[other] ?? { frames: 0, energy: 0 }
    const flows = async () => {
      const now = (await receivedByClient(page))[other]
      if (!now) return 'nobody there'
      if (now.frames < before.frames || now.energy < before.energy) Object.assign(before, { frames: 0, energy: 0 })
      return now.frames >= before.frames + 10 && now.energy > before.energy ? 'flows' : JSON.stringify({ before, now })
    }
    await expect.poll(flows, { message: `what arrives from ${other}`, timeout: 30_000 }).toBe('flows')
  }
}

const isSingle = (page: Page) =>
  page.evaluate(() => (window as ClientWindow).room.engine.pcManager?.subscriber === undefined)
