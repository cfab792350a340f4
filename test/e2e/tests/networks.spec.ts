import { expect, test } from '@playwright/test'
import { chromiumPath, openMeeting, pressJoin, seesAndHears, type Guest } from '../support/browser.ts'
import { createCertificate, type Certificate } from '../support/certificate.ts'
import { createNetwork, namespacesMissing, type Network } from '../support/namespace.ts'
import { pairs, relayOnly, watched, type Pair } from '../support/network.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'

/** People in a network behind a router: one that drops UDP, and one that speaks IPv6. */

const missing = namespacesMissing()
if (missing) console.log(`skipped: ${missing}`)
test.skip(Boolean(missing), missing)

let network: Network
let server: Server
let certificate: Certificate | undefined
const guests: Guest[] = []

/** `host`: the address in the browser's address bar. Four workers, so that what comes by TCP or the relay may have to change hands. */
async function start(host: string, environment: Record<string, string> = {}): Promise<void> {
  const { url, ...started } = await startServer({ MEDIA_WORKERS: '4', ...environment, ...certificate?.environment })
  server = { ...started, url: url.replace('localhost', host) }
}

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
})

/** After each group: the next one has a network and a server of its own, perhaps without TLS. */
async function stop(): Promise<void> {
  await server.stop()
  certificate?.remove()
  certificate = undefined
  network.remove()
}

/** Two people in the network; returns the candidate pairs that carry their media. */
async function meet(init: string): Promise<Pair[]> {
  const meeting = await createMeeting(server)
  for (const name of ['Ada', 'Ben']) {
    const guest = await openMeeting(server, meeting, name, {
      init,
      executable: network.wrap(chromiumPath),
      // Camera and microphone are for secure pages only.
      args: certificate?.args ?? [`--unsafely-treat-insecure-origin-as-secure=${server.url}`],
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
  for (const pair of used) expect(pair.bytes).toBeGreaterThan(10_000)
  return used
}

for (const [scheme, family] of [
  ['http', 'ipv4'],
  ['https', 'ipv6'],
] as const) {
  test.describe(`without UDP, ${scheme} over ${family} alone`, () => {
    test.beforeAll(async () => {
      network = createNetwork()
      network.blockUdp()
      const address = network.server[family]
      if (scheme === 'https') certificate = createCertificate(address)
      await start(family === 'ipv6' ? `[${address}]` : address, { MEDIA_ADDRESSES: address })
    })
    test.afterAll(stop)

    test('two browsers meet over ICE-TCP', async () => {
      for (const pair of await meet(watched)) {
        expect(pair.local).not.toBe('relay')
        expect(pair.protocol).toBe('tcp')
        expect(pair.remote).toBe(`host tcp ${network.server[family]}:${new URL(server.url).port}`)
      }
    })

    const relay = scheme === 'https' ? { urls: /^turns:/, protocol: 'tls' } : { urls: /^turn:/, protocol: 'tcp' }
    test(`two browsers meet through the relay over ${relay.protocol}`, async () => {
      for (const pair of await meet(relayOnly(relay.urls))) {
        expect(pair.local).toBe('relay')
        expect(pair.relayProtocol).toBe(relay.protocol)
      }
    })
  })
}

for (const family of ['ipv4', 'ipv6'] as const) {
  test.describe(`over ${family} alone`, () => {
    test.beforeAll(async () => {
      network = createNetwork()
      const address = network.server[family]
      await start(family === 'ipv6' ? `[${address}]` : address, { MEDIA_ADDRESSES: address })
    })
    test.afterAll(stop)

    // The relay is on the same address: it must not keep browsers from the straight way.
    test('two browsers meet over UDP', async () => {
      for (const pair of await meet(watched)) {
        expect(pair.protocol).toBe('udp')
        expect(pair.remote).toContain(`host udp ${network.server[family]}:`)
      }
    })

    test('two browsers meet through the relay', async () => {
      for (const pair of await meet(relayOnly(/^turn:/))) expect(pair.local).toBe('relay')
    })
  })
}
