import type { Page } from '@playwright/test'
import { layBadLine, type BadLine } from '../support/badLine.ts'
import { chromiumPath, join, openMeeting, pressJoin, seesAndHears, type Guest } from '../support/browser.ts'
import { createNetwork, namespacesMissing, type Network } from '../support/namespace.ts'
import { createMeeting, freeUdpPort, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Two people, one of them on a bad line: a browser in a network of its own behind a router that loses, delays and holds up packets. */

const missing = namespacesMissing()
if (missing) console.log(`skipped: ${missing}`)
test.skip(Boolean(missing), missing)
test.setTimeout(180_000)

const seconds = 20

let network: Network
let line: BadLine
let server: Server
const guests: Guest[] = []

test.beforeEach(async () => {
  network = createNetwork()
  const port = await freeUdpPort()
  line = await layBadLine(network, port)
  const { url, ...started } = await startServer({ MEDIA_UDP_PORT: String(port), MEDIA_ADDRESSES: line.address, MEDIA_TCP: 'off' })
  server = { ...started, url: url.replace('localhost', network.server.ipv4) }
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
  await server?.stop()
  line?.remove()
  network?.remove()
})

type Totals = { decoded: number; height: number; concealed: number; samples: number; encoded: number; at: number }

/** What this page has received, and encoded in its largest size, so far. */
async function totals(page: Page): Promise<Totals> {
  return page.evaluate(async () => {
    const room = (window as unknown as { __treffRoom: import('livekit-client').Room }).__treffRoom
    const result = { decoded: 0, height: 0, concealed: 0, samples: 0, encoded: 0, at: performance.now() }
    const number = (value: unknown) => Number(value ?? 0)
    for (const participant of room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) {
        const report = await publication.track?.getRTCStatsReport()
        report?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] !== 'inbound-rtp') return
          result.decoded += number(stat['framesDecoded'])
          result.height = Math.max(result.height, number(stat['frameHeight']))
          result.concealed += number(stat['concealedSamples']) - number(stat['silentConcealedSamples'])
          result.samples += number(stat['totalSamplesReceived'])
        })
      }
    }
    for (const publication of room.localParticipant.trackPublications.values()) {
      const report = await publication.track?.getRTCStatsReport()
      report?.forEach((stat: Record<string, unknown>) => {
        if (stat['type'] === 'media-source' && stat['kind'] === 'video') result.encoded += number(stat['frames'])
      })
    }
    return result
  })
}

/** Ada at home, Ben on the bad line; returns how Ada came through to Ben over twenty seconds, after ten to settle. */
async function call(): Promise<{ share: number; fps: number; concealment: number; height: number }> {
  const meeting = await createMeeting(server)
  const insecure = `--unsafely-treat-insecure-origin-as-secure=${server.url}`
  const ada = await join(server, meeting, 'Ada', { camera: 'usual', args: [insecure] })
  guests.push(ada)
  const ben = await openMeeting(server, meeting, 'Ben', { camera: 'usual', executable: network.wrap(chromiumPath), args: [insecure] })
  guests.push(ben)
  await pressJoin(ben)
  await seesAndHears(ben, ['Ada'])
  await ben.page.waitForTimeout(10_000)
  const [sentBefore, before] = [await totals(ada.page), await totals(ben.page)]
  await ben.page.waitForTimeout(seconds * 1000)
  const [sent, after] = [await totals(ada.page), await totals(ben.page)]
  const result = {
    share: (after.decoded - before.decoded) / (sent.encoded - sentBefore.encoded),
    fps: ((after.decoded - before.decoded) * 1000) / (after.at - before.at),
    concealment: (after.concealed - before.concealed) / (after.samples - before.samples),
    height: after.height,
  }
  console.log(`  ${JSON.stringify(result)}`)
  return result
}

test('5 % loss and 60 ms: two thirds of the frames at least, and clean sound', async () => {
  await line.set({ loss: 0.05, delayMs: 30 })
  const result = await call()
  // 20 of 30 where the machine captures 30; a loaded one captures less.
  expect(result.share).toBeGreaterThan(2 / 3)
  expect(result.concealment).toBeLessThan(0.08)
})

test('300 kbit/s: clean sound and one small picture', async () => {
  await line.set({ downKbit: 300, delayMs: 20 })
  const result = await call()
  expect(result.fps).toBeGreaterThan(4)
  expect(result.height).toBeLessThan(500)
  expect(result.concealment).toBeLessThan(0.05)
})
