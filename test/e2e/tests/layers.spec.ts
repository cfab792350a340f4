import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { enterAsClient, receivedByClient, type ClientWindow } from '../support/client.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Layers of every codec from a real encoder through the server into a real decoder. */

let server: Server
let browser: Browser

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser({ camera: 'usual' })
})

test.afterAll(async () => {
  await browser?.close()
})

type Case = { codec: 'vp8' | 'h264' | 'vp9' | 'av1'; mode?: 'L3T3_KEY' | 'L3T3' | 'L1T3' }

// Low and high differ by a factor of four in each direction; a fully scalable stream goes down without a key frame. Chromium encodes three spatial
// layers from 960 × 540 on.
const cases: Case[] = [
  { codec: 'vp8' },
  { codec: 'h264' },
  { codec: 'vp9', mode: 'L3T3_KEY' },
  { codec: 'vp9', mode: 'L3T3' },
  { codec: 'av1', mode: 'L3T3_KEY' },
]

for (const { codec, mode } of cases) {
  test(`${codec} ${mode ?? 'simulcast'}: the size follows the quality that is asked for, and the picture goes on`, async () => {
    const room = `${codec}-${mode ?? 'simulcast'}`
    const sender = await enterAsClient(browser, server, room, 'sender')
    const receiver = await enterAsClient(browser, server, room, 'receiver')
    try {
      test.skip(!(await canEncode(sender, codec)), `this browser does not encode ${codec}`)
      await publish(sender, codec, mode)
      await moves(receiver)
      await expect.poll(() => sentCodec(sender)).toBe(codec)
      await expect.poll(async () => (await video(receiver)).width, { timeout: 40_000 }).toBe(960)

      // A busy browser may ask for a key frame of its own accord.
      const keyFrames = [await downAndUp(receiver)]
      while (mode === 'L3T3' && !keyFrames.includes(0) && keyFrames.length < 4) keyFrames.push(await downAndUp(receiver))
      if (mode === 'L3T3') expect(keyFrames).toContain(0)
      // What is left out leaves no gap: those would be half of all numbers. A busy machine drops a datagram now and then.
      const { lost, received } = await video(receiver)
      expect(lost / received).toBeLessThan(0.02)
    } finally {
      await sender.context().close()
      await receiver.context().close()
    }
  })
}

test('a microphone is sent with redundancy and heard', async () => {
  const sender = await enterAsClient(browser, server, 'red', 'sender')
  const receiver = await enterAsClient(browser, server, 'red', 'receiver')
  await sender.evaluate(async () => {
    await (window as ClientWindow).room.localParticipant.setMicrophoneEnabled(true)
  })
  await expect.poll(() => receivedMime(receiver)).toBe('audio/red')
  const before = (await receivedByClient(receiver))['sender']?.energy ?? 0
  await expect.poll(async () => (await receivedByClient(receiver))['sender']?.energy ?? 0, { timeout: 30_000 }).toBeGreaterThan(before)
})

const canEncode = (page: Page, codec: string) =>
  page.evaluate(
    (name) => RTCRtpSender.getCapabilities('video')?.codecs.some(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`) ?? false,
    codec,
  )

const publish = (page: Page, codec: Case['codec'], mode: Case['mode']) =>
  page.evaluate(
    async ([videoCodec, scalabilityMode]) => {
      const { LivekitClient, room } = window as ClientWindow
      const track = await LivekitClient.createLocalVideoTrack({ resolution: { width: 960, height: 540, frameRate: 15 } })
      const { VideoPreset } = LivekitClient
      await room.localParticipant.publishTrack(track, {
        videoCodec,
        backupCodec: false,
        videoEncoding: { maxBitrate: 1_200_000, maxFramerate: 15 },
        ...(scalabilityMode
          ? { scalabilityMode }
          : { videoSimulcastLayers: [new VideoPreset(240, 135, 80_000, 15), new VideoPreset(480, 270, 250_000, 15)] }),
      })
    },
    [codec, mode] as const,
  )

const setQuality = (page: Page, quality: 'LOW' | 'HIGH') =>
  page.evaluate((name) => {
    const { LivekitClient, room } = window as ClientWindow
    for (const publication of room.remoteParticipants.get('sender')!.videoTrackPublications.values())
      (publication as import('livekit-client').RemoteTrackPublication).setVideoQuality(LivekitClient.VideoQuality[name])
  }, quality)

/** To the smallest size and back to the largest one; how many key frames the way down took. */
async function downAndUp(receiver: Page): Promise<number> {
  const before = await video(receiver)
  await setQuality(receiver, 'LOW')
  await expect.poll(async () => (await video(receiver)).width, { timeout: 20_000 }).toBe(240)
  await moves(receiver)
  const low = await video(receiver)
  await setQuality(receiver, 'HIGH')
  await expect.poll(async () => (await video(receiver)).width, { timeout: 40_000 }).toBe(960)
  await moves(receiver)
  return low.keyFrames - before.keyFrames
}

/** Twenty more frames are decoded. */
async function moves(page: Page): Promise<void> {
  const before = (await video(page)).frames
  await expect.poll(async () => (await video(page)).frames, { timeout: 40_000 }).toBeGreaterThan(before + 20)
}

const video = (page: Page) =>
  page.evaluate(async () => {
    const result = { frames: 0, width: 0, keyFrames: 0, lost: 0, received: 0 }
    for (const publication of (window as ClientWindow).room.remoteParticipants.get('sender')?.videoTrackPublications.values() ?? []) {
      const report = await publication.track?.getRTCStatsReport()
      report?.forEach((stat: Record<string, unknown>) => {
        if (stat['type'] !== 'inbound-rtp') return
        result.frames = Number(stat['framesDecoded'] ?? 0)
        result.width = Number(stat['frameWidth'] ?? 0)
        result.keyFrames = Number(stat['keyFramesDecoded'] ?? 0)
        result.lost = Number(stat['packetsLost'] ?? 0)
        result.received = Number(stat['packetsReceived'] ?? 0)
      })
    }
    return result
  })

const sentCodec = (page: Page) =>
  page.evaluate(async () => {
    let codec = ''
    for (const publication of (window as ClientWindow).room.localParticipant.videoTrackPublications.values()) {
      const report = await publication.track?.getRTCStatsReport()
      const stats: Record<string, unknown>[] = []
      report?.forEach((stat: Record<string, unknown>) => stats.push(stat))
      const outbound = stats.find((stat) => stat['type'] === 'outbound-rtp' && Number(stat['framesSent'] ?? 0) > 0)
      const used = stats.find((stat) => stat['id'] === outbound?.['codecId'])
      codec = String(used?.['mimeType'] ?? '').replace('video/', '').toLowerCase()
    }
    return codec
  })

const receivedMime = (page: Page) =>
  page.evaluate(() => {
    const publications = (window as ClientWindow).room.remoteParticipants.get('sender')?.audioTrackPublications.values()
    return [...(publications ?? [])][0]?.mimeType
  })
