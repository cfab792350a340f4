import { expect, test } from '@playwright/test'
import { chromiumPath, openMeeting, pressJoin, seesAndHears, type Guest, type LaunchOptions } from '../support/browser.ts'
import { createNetwork, namespacesMissing, type Network } from '../support/namespace.ts'
import { pairs, relayOnly, watched, type Pair } from '../support/network.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'

/** People whose network lets no UDP through: their browsers sit behind a router that drops it. */

const missing = namespacesMissing()
if (missing) console.log(`skipped: ${missing}`)
test.skip(Boolean(missing), missing)

let network: Network
let server: Server
const guests: Guest[] = []

test.beforeAll(async () => {
  network = createNetwork()
  network.blockUdp()
  const { url, ...started } = await startServer()
  server = { ...started, url: url.replace('localhost', network.server.ipv4) }
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
})

test.afterAll(async () => {
  await server?.stop()
  network?.remove()
})

/** Two people in the network without UDP; returns the candidate pairs that carry their media. */
async function meet(options: LaunchOptions): Promise<Pair[]> {
  const meeting = await createMeeting(server)
  for (const name of ['Ada', 'Ben']) {
    const guest = await openMeeting(server, meeting, name, {
      ...options,
      executable: network.wrap(chromiumPath),
      // Camera and microphone are for secure pages only, and this server has no certificate.
      args: [`--unsafely-treat-insecure-origin-as-secure=${server.url}`],
    })
    guests.push(guest)
    await pressJoin(guest)
  }
  const [ada, ben] = guests as [Guest, Guest]
  await seesAndHears(ada, ['Ben'])
  await seesAndHears(ben, ['Ada'])
  const used = (await Promise.all(guests.map((guest) => pairs(guest.page)))).flat()
  for (const pair of used) console.log(`  ${JSON.stringify(pair)}`)
  expect(used.length).toBeGreaterThanOrEqual(guests.length)
  return used
}

test('two browsers meet over ICE-TCP', async () => {
  for (const pair of await meet({ init: watched })) {
    expect(pair.local).not.toBe('relay')
    expect(pair.protocol).toBe('tcp')
    expect(pair.remote).toMatch(new RegExp(`^host tcp .*:${new URL(server.url).port}$`))
    expect(pair.bytes).toBeGreaterThan(10_000)
  }
})

test('two browsers meet through the relay over TCP', async () => {
  for (const pair of await meet({ init: relayOnly(/^turn:/) })) {
    expect(pair.local).toBe('relay')
    expect(pair.relayProtocol).toBe('tcp')
    expect(pair.bytes).toBeGreaterThan(10_000)
  }
})
