import { expect, test } from '@playwright/test'
import { openMeeting, pressJoin, seesAndHears, type Guest, type LaunchOptions } from '../support/browser.ts'
import { pairs, relayOnly } from '../support/network.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'

let server: Server
const guests: Guest[] = []

test.beforeAll(async () => {
  server = await startServer()
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
