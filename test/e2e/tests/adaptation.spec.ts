import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { connectAsClient, enterAsClient, receivedByClient, type ClientWindow } from '../support/client.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** What is not looked at is not sent, what does not fit is made smaller, and who cannot decode a codec gets another one. */

// LiveKit lowers after five seconds. What comes on top is the machine's.
const patient = { timeout: 40_000, intervals: [250] }

let server: Server
let browser: Browser

test.describe.configure({ timeout: 150_000 })

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser({ camera: 'usual' })
})

test.afterAll(async () => {
  await browser?.close()
})

test('a publisher stops sending the layers that nobody looks at, and begins again', async () => {
  const room = { adaptiveStream: true, dynacast: true }
  const publisher = await enterAsClient(browser, server, 'dynacast', 'publisher', { publish: true, room })
  const viewer = await enterAsClient(browser, server, 'dynacast', 'viewer', { room })
  await show(viewer, 1280, 720)
  await expect.poll(() => movingLayers(publisher), patient).toEqual(['f', 'h', 'q'])

  await timed('small tile', async () => {
    await show(viewer, 160, 90)
    await expect.poll(() => activeLayers(publisher), patient).toEqual(['q'])
  })
  await expect.poll(async () => (await receivedByClient(viewer))['publisher']?.width, patient).toBe(320)

  await timed('hidden tile', async () => {
    await viewer.evaluate(() => (document.querySelector('video')!.style.display = 'none'))
    await expect.poll(() => activeLayers(publisher), patient).toEqual([])
  })
  await expect.poll(() => movingLayers(publisher), patient).toEqual([])

  await timed('large tile', async () => {
    await show(viewer, 1280, 720)
    await expect.poll(() => activeLayers(publisher), patient).toEqual(['f', 'h', 'q'])
  })
  await expect.poll(async () => (await receivedByClient(viewer))['publisher']?.width, patient).toBe(1280)
})

test('a viewer without VP9 gets VP8 of a camera that others get in VP9', async () => {
  const publisher = await enterAsClient(browser, server, 'codecs', 'publisher', {
    publish: true,
    room: { dynacast: true, publishDefaults: { videoCodec: 'vp9', backupCodec: true, backupCodecPolicy: 1 } },
  })
  const viewer = await enterAsClient(browser, server, 'codecs', 'with-vp9')
  await expect.poll(() => codecOf(viewer), patient).toBe('video/VP9')
  expect(await sentCodecs(publisher)).toEqual(['video/VP9'])

  const page = await browser.newPage()
  await page.addInitScript(withoutVp9)
  await page.goto(`${server.url}/health`)
  await connectAsClient(page, server, 'codecs', 'without-vp9')
  await expect.poll(() => codecOf(page), patient).toBe('video/VP8')
  await framesRise(page)
  await framesRise(viewer)
  expect(await codecOf(viewer)).toBe('video/VP9')
  expect(await sentCodecs(publisher)).toEqual(['video/VP8', 'video/VP9'])
  expect(await page.evaluate(() => [...(window as ClientWindow).room.remoteParticipants.values()][0]!.trackPublications.size)).toBe(2)
})

test('a viewer that tries out a slow network gets a small picture, then none, and learns that it is paused', async () => {
  const publisher = await enterAsClient(browser, server, 'slow', 'publisher', { publish: true })
  const viewer = await enterAsClient(browser, server, 'slow', 'viewer')
  await expect.poll(async () => (await receivedByClient(viewer))['publisher']?.width, patient).toBe(1280)
  await simulate(viewer, 150_000)
  await expect.poll(async () => (await receivedByClient(viewer))['publisher']?.width, patient).toBe(320)
  await simulate(viewer, 10_000)
  await expect.poll(() => streamState(viewer), patient).toBe('paused')
  await simulate(viewer, 0)
  await expect.poll(() => streamState(viewer), patient).toBe('active')
  await framesRise(viewer)
  expect(await movingLayers(publisher)).toContain('q')
})

async function timed(what: string, run: () => Promise<void>): Promise<void> {
  const start = Date.now()
  await run()
  console.log(`${what}: the publisher's layers followed after ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

/** Gives the viewer's only picture a size, as a layout does. */
async function show(viewer: Page, width: number, height: number): Promise<void> {
  await viewer.waitForFunction(() => document.querySelector('video'))
  await viewer.evaluate(
    ([width, height]) => {
      const { style } = document.querySelector('video')!
      style.cssText = `display: block; width: ${width}px; height: ${height}px`
    },
    [width, height] as const,
  )
}

type Outbound = { rid: string; active: boolean; frames: number; mimeType: string }

/** The streams of video that a publisher's browser has, by its own statistics. */
async function outbound(publisher: Page): Promise<Outbound[]> {
  return publisher.evaluate(async () => {
    const { room } = window as ClientWindow
    const streams: Outbound[] = []
    const report = await room.engine.pcManager!.publisher.getStats()
    report?.forEach((stat: Record<string, unknown>) => {
      if (stat['type'] !== 'outbound-rtp' || stat['kind'] !== 'video') return
      streams.push({
        rid: String(stat['rid'] ?? ''),
        active: Boolean(stat['active']),
        frames: Number(stat['framesEncoded'] ?? 0),
        mimeType: String((report?.get(stat['codecId'] as string) as Record<string, unknown> | undefined)?.['mimeType'] ?? ''),
      })
    })
    return streams
  })
}

const activeLayers = async (publisher: Page) =>
  (await outbound(publisher))
    .filter(({ active }) => active)
    .map(({ rid }) => rid)
    .sort()

/** Those whose frames rise within a second. */
async function movingLayers(publisher: Page): Promise<string[]> {
  const before = await outbound(publisher)
  await publisher.waitForTimeout(1000)
  const moves = ({ rid, frames }: Outbound) => frames > (before.find((stream) => stream.rid === rid)?.frames ?? frames)
  return (await outbound(publisher))
    .filter(moves)
    .map(({ rid }) => rid)
    .sort()
}

const sentCodecs = async (publisher: Page) => [
  ...new Set((await outbound(publisher)).filter(({ frames }) => frames > 0).map(({ mimeType }) => mimeType)),
].sort()

/** The codec that the publisher's camera is received in. */
async function codecOf(viewer: Page): Promise<string | undefined> {
  return viewer.evaluate(async () => {
    const { room } = window as ClientWindow
    let mimeType: string | undefined
    for (const participant of room.remoteParticipants.values())
      for (const publication of participant.videoTrackPublications.values()) {
        const report = await publication.track?.getRTCStatsReport()
        report?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] === 'inbound-rtp' && Number(stat['framesDecoded']) > 0)
            mimeType = (report.get(stat['codecId'] as string) as Record<string, string> | undefined)?.['mimeType']
        })
      }
    return mimeType
  })
}

const streamState = (viewer: Page) =>
  viewer.evaluate(() => {
    const [participant] = (window as ClientWindow).room.remoteParticipants.values()
    const [publication] = participant!.videoTrackPublications.values()
    return publication!.track?.streamState
  })

async function framesRise(viewer: Page): Promise<void> {
  const before = (await receivedByClient(viewer))['publisher']?.frames ?? 0
  await expect.poll(async () => (await receivedByClient(viewer))['publisher']?.frames ?? 0, patient).toBeGreaterThan(before + 5)
}

const simulate = (viewer: Page, bitsPerSecond: number) =>
  viewer.evaluate((bits) => (window as ClientWindow).room.simulateScenario('subscriber-bandwidth', bits), bitsPerSecond)

/** Receiving sections offer everything but VP9, as a browser that has no decoder for it. */
const withoutVp9 = () => {
  const original = RTCPeerConnection.prototype.addTransceiver
  RTCPeerConnection.prototype.addTransceiver = function (kind, init) {
    const transceiver = original.call(this, kind, init)
    if (kind === 'video')
      transceiver.setCodecPreferences(RTCRtpReceiver.getCapabilities('video')!.codecs.filter(({ mimeType }) => mimeType !== 'video/VP9'))
    return transceiver
  }
}
