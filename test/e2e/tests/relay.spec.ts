import { openMeeting, pressJoin, seesAndHears, type Guest, type LaunchOptions } from '../support/browser.ts'
import { firefoxPath, joinWithFirefox } from '../support/firefox.ts'
import { expectWay, relayOnly, type Pair } from '../support/network.ts'
import { createMeeting, freeUdpPort, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

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

/** Two people who reach the server in this way only. */
async function meet(options: LaunchOptions, way: Partial<Pair>): Promise<void> {
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
  await expectWay(
    guests.map(({ page }) => page),
    way,
  )
}

for (const transport of ['udp', 'tcp'] as const) {
  test(`two browsers meet through the relay over ${transport}`, () =>
    meet({ init: relayOnly(new RegExp(`^turn:.*transport=${transport}`)) }, { local: 'relay', relayProtocol: transport }))
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
      await expectWay([fox.guest.page], { local: 'relay', relayProtocol: transport })
      expect(fox.errors).toEqual([])
    } finally {
      await fox.close()
    }
  })
}
