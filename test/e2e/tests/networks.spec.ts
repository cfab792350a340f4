import { chromiumPath, openMeeting, pressJoin, seesAndHears, type Guest } from '../support/browser.ts'
import { createCertificate, type Certificate } from '../support/certificate.ts'
import { createNetwork, namespacesMissing, type Network } from '../support/namespace.ts'
import { expectWay, relayOnly, watched, type Pair } from '../support/network.ts'
import { createMeeting, freeUdpPort, startServer, type Server } from '../support/server.ts'
import { test } from '../support/test.ts'

/** People in a network behind a router: one that drops UDP, and one that speaks IPv6. */

const missing = namespacesMissing()
if (missing) console.log(`skipped: ${missing}`)
test.skip(Boolean(missing), missing)

let network: Network
let server: Server
let mediaPort: string
let certificate: Certificate | undefined
const guests: Guest[] = []

/** `host`: the address in the browser's address bar. Four workers, so that what comes by TCP or the relay may have to change hands. */
async function start(host: string, environment: Record<string, string> = {}): Promise<void> {
  mediaPort = String(await freeUdpPort())
  const { url, ...started } = await startServer({ MEDIA_WORKERS: '4', MEDIA_UDP_PORT: mediaPort, ...environment, ...certificate?.environment })
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

/** Two people in the network, and their media takes this way. */
async function meet(init: string, way: Partial<Pair>): Promise<void> {
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
  await expectWay(
    guests.map(({ page }) => page),
    way,
  )
}

for (const [scheme, family] of [
  ['http', 'ipv4'],
  ['https', 'ipv6'],
] as const) {
  const startWithoutUdp = async (turn: 'on' | 'off') => {
    network = createNetwork()
    network.blockUdp()
    const address = network.server[family]
    if (scheme === 'https') certificate = createCertificate(address)
    await start(family === 'ipv6' ? `[${address}]` : address, { MEDIA_ADDRESSES: address, TURN: turn })
  }

  // Chromium stays with the relay when that answered before, so there is none: it leads to the same port.
  test.describe(`without UDP and relay, ${scheme} over ${family} alone`, () => {
    test.beforeAll(() => startWithoutUdp('off'))
    test.afterAll(stop)

    test('two browsers meet over ICE-TCP', async () => {
      const remote = `host tcp ${network.server[family]}:${new URL(server.url).port}`
      await meet(watched, { local: 'prflx', protocol: 'tcp', remote })
    })
  })

  test.describe(`without UDP, ${scheme} over ${family} alone`, () => {
    test.beforeAll(() => startWithoutUdp('on'))
    test.afterAll(stop)

    const relay = scheme === 'https' ? { urls: /^turns:/, protocol: 'tls' } : { urls: /^turn:/, protocol: 'tcp' }
    test(`two browsers meet through the relay over ${relay.protocol}`, () =>
      meet(relayOnly(relay.urls), { local: 'relay', relayProtocol: relay.protocol }))

    test('two browsers meet by whichever answers first', () => meet(watched, {}))
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
    test('two browsers meet over UDP', () =>
      meet(watched, { protocol: 'udp', relayProtocol: '', remote: `host udp ${network.server[family]}:${mediaPort}` }))

    test('two browsers meet through the relay', () => meet(relayOnly(/^turn:/), { local: 'relay' }))
  })
}
