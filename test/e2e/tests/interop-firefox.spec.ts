import type { Page } from '@playwright/test'
import { join, seesAndHears, tileOf, tiles, type Guest } from '../support/browser.ts'
import { plugIn, type Cable } from '../support/cable.ts'
import { firefoxPath, joinWithFirefox, type FirefoxGuest } from '../support/firefox.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Firefox and Chromium in one meeting, through the page that everybody uses. */

test.describe.configure({ mode: 'serial' })
test.skip(!firefoxPath, 'no Firefox: TREFF_FIREFOX is not set')

type Meeting = Window & { __treffRoom: import('livekit-client').Room; packets: string[] }

let server: Server
let cable: Cable
let ada: Guest
let fox: FirefoxGuest

test.beforeAll(async ({ common }) => {
  server = common
  cable = await plugIn(server.url)
  const meeting = await createMeeting(server)
  ada = await join(server, meeting, 'Ada')
  fox = await joinWithFirefox(cable.url, meeting, 'Fox')
})

test.afterAll(async () => {
  await fox?.close()
  await ada?.browser.close()
  await cable?.remove()
})

test('each sees and hears the other', async () => {
  await seesAndHears(fox.guest, ['Ada'])
  await seesAndHears(ada, ['Fox'])
})

test('packets, long texts and remote calls in both directions', async () => {
  for (const { page } of [ada, fox.guest]) await collect(page)
  const adaId = await identity(ada.page)
  const foxId = await identity(fox.guest.page)
  await talk(ada.page, foxId)
  await talk(fox.guest.page, adaId)
  const packetsOf = (page: Page) => page.evaluate(() => (window as unknown as Meeting).packets.sort())
  await expect.poll(() => packetsOf(ada.page)).toEqual(expected(foxId))
  await expect.poll(() => packetsOf(fox.guest.page)).toEqual(expected(adaId))
})

test('muting is seen in both directions', async () => {
  await fox.page.click('[data-testid="microphone"]')
  await expect(tileOf(ada.page, 'Fox')).toHaveAttribute('data-muted', 'true')
  await fox.page.click('[data-testid="microphone"]')
  await expect(tileOf(ada.page, 'Fox')).toHaveAttribute('data-muted', 'false')

  const mutedAtFox = () =>
    fox.page.evaluate(() => [...document.querySelectorAll('[data-testid="tile"]')].find((tile) => tile.textContent.includes('Ada'))?.getAttribute('data-muted'))
  await ada.page.getByTestId('microphone').click()
  await expect.poll(mutedAtFox).toBe('true')
  await ada.page.getByTestId('microphone').click()
  await expect.poll(mutedAtFox).toBe('false')
  await seesAndHears(fox.guest, ['Ada'])
  await seesAndHears(ada, ['Fox'])
})

test('its signalling cut, Firefox is back with the same participant', async () => {
  const before = await sid()
  const resumed = nextEvent('reconnected')
  cable.cut()
  await resumed
  expect(await sid()).toBe(before)
  await seesAndHears(fox.guest, ['Ada'])
  await seesAndHears(ada, ['Fox'])
})

test('after a full reconnect too', async () => {
  const before = await sid()
  const resumed = nextEvent('reconnected')
  await fox.page.evaluate(() => (window as unknown as Meeting).__treffRoom.simulateScenario('full-reconnect'))
  await resumed
  expect(await sid()).not.toBe(before)
  await seesAndHears(fox.guest, ['Ada'])
  await seesAndHears(ada, ['Fox'])
})

test('leaving removes its tile, and nothing failed on its page', async () => {
  await fox.page.click('[data-testid="leave"]')
  await fox.page.waitForSelector('[data-page="left"]')
  await expect(tiles(ada.page)).toHaveCount(1)
  expect(fox.errors).toEqual([])
  expect(ada.errors).toEqual([])
})

const sid = () => fox.page.evaluate(() => (window as unknown as Meeting).__treffRoom.localParticipant.sid)

const identity = (page: Page) => page.evaluate(() => (window as unknown as Meeting).__treffRoom.localParticipant.identity)

/** Listens before the caller does what makes it happen. */
async function nextEvent(name: 'reconnected'): Promise<void> {
  await fox.page.evaluate(
    (event) => new Promise<void>((resolve) => (window as unknown as Meeting).__treffRoom.once(event, () => resolve())),
    name,
  )
}

const expected = (from: string) => [`call from ${from}: 20000`, `lossy from ${from}`, `reliable from ${from}`, `text from ${from}: 30000`]

const collect = (page: Page) =>
  page.evaluate(() => {
    const here = window as unknown as Meeting
    here.packets = []
    here.__treffRoom.on('dataReceived', (payload, participant) => {
      here.packets.push(`${new TextDecoder().decode(payload)} from ${participant?.identity}`)
    })
    here.__treffRoom.registerTextStreamHandler('interop', async (reader, from) => {
      here.packets.push(`text from ${from.identity}: ${(await reader.readAll()).length}`)
    })
    here.__treffRoom.registerRpcMethod('interop', async ({ callerIdentity, payload }) => {
      here.packets.push(`call from ${callerIdentity}: ${payload.length}`)
      return payload.toUpperCase()
    })
    return Promise.resolve()
  })

async function talk(page: Page, to: string): Promise<void> {
  const answer = await page.evaluate(async (destinationIdentity) => {
    const { localParticipant } = (window as unknown as Meeting).__treffRoom
    await localParticipant.publishData(new TextEncoder().encode('reliable'), { reliable: true })
    await localParticipant.publishData(new TextEncoder().encode('lossy'), { reliable: false })
    await localParticipant.sendText('t'.repeat(30_000), { topic: 'interop' })
    return localParticipant.performRpc({ destinationIdentity, method: 'interop', payload: 'x'.repeat(20_000) })
  }, to)
  expect(answer).toBe('X'.repeat(20_000))
}
