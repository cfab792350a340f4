import { expect, test } from '@playwright/test'
import { openMeeting, pressJoin, seesAndHears, type Guest, type LaunchOptions } from '../support/browser.ts'
import { firefoxPath, joinWithFirefox } from '../support/firefox.ts'
import { pairs, relayOnly } from '../support/network.ts'
import { createMeeting, freeUdpPort, startServer, type Server } from '../support/server.ts'

let server: Server
const guests: Guest[] = []

test.beforeAll(async () => {
  const port = String(await freeUdpPort())
  server = await startServer({ MEDIA_UDP_PORT: port, TURN_URLS: `turn:localhost:${port}?transport=udp` })
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
})

test.afterAll(() => server.stop())

/** Two people who reach the server in this way only; returns which candidate pairs they ended up with. */
async function meet(options: LaunchOptions) {
  const meeting = await createMeeting(server)
  for (const name of ['Ada', 'Ben']) {
    const guest = await openMeeting(server, meeting, name, options)
    guests.push(guest)
    await guest.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0)
    await pressJoin(guest)
  }
  const [ada, ben] = guests as [Guest, Guest]
  await seesAndHears(ada, ['Ben'])
  await seesAndHears(ben, ['Ada'])
  const used = (await Promise.all(guests.map((guest) => pairs(guest.page)))).flat()
  for (const pair of used) console.log(`  ${JSON.stringify(pair)}`)
  expect(used.length).toBeGreaterThanOrEqual(2)
  return used
}

for (const transport of ['udp', 'tcp'] as const) {
  test(`two browsers meet through the relay over ${transport}`, async () => {
    for (const pair of await meet({ init: relayOnly(new RegExp(`^turn:.*transport=${transport}`)) })) {
      expect(pair.local).toBe('relay')
      expect(pair.relayProtocol).toBe(transport)
      expect(pair.bytes).toBeGreaterThan(10_000)
    }
  })
}

for (const transport of ['udp', 'tcp'] as const) {
  test(`Firefox through the relay over ${transport} meets Chromium`, async () => {
    test.skip(!firefoxPath, 'no Firefox: TREFF_FIREFOX is not set')
    const meeting = await createMeeting(server)
    const ada = await openMeeting(server, meeting, 'Ada')
    guests.push(ada)
    await pressJoin(ada)
    const fox = await joinWithFirefox(server.url, meeting, 'Fox', relayOnly(new RegExp(`^turn:.*transport=${transport}`)))
    try {
      await seesAndHears(ada, ['Fox'])
      await seesAndHears(fox.guest, ['Ada'])
      const used = await pairs(fox.guest.page)
      for (const pair of used) console.log(`  ${JSON.stringify(pair)}`)
      expect(used.length).toBeGreaterThanOrEqual(1)
      for (const pair of used) {
        expect(pair.local).toBe('relay')
        expect(pair.relayProtocol).toBe(transport)
        expect(pair.bytes).toBeGreaterThan(10_000)
      }
      expect(fox.errors).toEqual([])
    } finally {
      await fox.close()
    }
  })
}
