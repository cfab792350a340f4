import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { AccessToken, type VideoGrant } from 'livekit-server-sdk'
import type { Server } from './server.ts'
import { livekit } from './shape.ts'

/** livekit-client alone in an empty page: a participant whose whole API tests can call. */

export const key = livekit.url === undefined ? 'e2e-key' : livekit.key
export const secret = livekit.url === undefined ? 'e2e-secret-that-is-long-enough-for-hs256' : livekit.secret
export const keys = { LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret }

const livekitClient = readFileSync(createRequire(import.meta.url).resolve('livekit-client'), 'utf8')

export type Packet = { text: string; from: string | undefined; kind: number | undefined; topic: string | undefined }
export type Stream = { topic: string; from: string; name?: string; size: number; sum: number; text?: string }

/** What the page collects: every event by name, packets, streams and the room itself. */
export type ClientWindow = Window &
  typeof globalThis & {
    LivekitClient: typeof import('livekit-client')
    room: import('livekit-client').Room
    packets: Packet[]
    streams: Stream[]
    events: string[]
  }

export async function tokenFor(room: string, identity: string, grant: VideoGrant = {}): Promise<string> {
  const token = new AccessToken(key, secret, { identity })
  token.addGrant({ room, roomJoin: true, canUpdateOwnMetadata: true, ...grant })
  return token.toJwt()
}

/** `dual`: one peer connection to publish and one to receive, as older clients have. */
export type ClientOptions = {
  grant?: VideoGrant
  publish?: boolean
  dual?: boolean
  /** For `new Room`, beside the number of connections. */
  room?: RoomOptions
}

export type RoomOptions = {
  adaptiveStream?: boolean
  dynacast?: boolean
  /** Policy 1: both codecs go on at the same time. */
  publishDefaults?: { videoCodec: 'vp9'; backupCodec: true; backupCodecPolicy: 1 }
}

export async function enterAsClient(
  browser: Browser,
  server: Server,
  room: string,
  identity: string,
  options: ClientOptions = {},
): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${server.url}/health`)
  await connectAsClient(page, server, room, identity, options)
  return page
}

/** The same in a page of one's own. */
export async function connectAsClient(
  page: Pick<Page, 'evaluate'>,
  server: Server,
  room: string,
  identity: string,
  { grant, publish = false, dual = false, room: roomOptions = {} }: ClientOptions = {},
): Promise<void> {
  await page.evaluate(livekitClient)
  await page.evaluate(connect, [server.url, await tokenFor(room, identity, grant), publish, dual, roomOptions] as const)
}

async function connect([url, token, publish, dual, roomOptions]: readonly [
  string,
  string,
  boolean,
  boolean,
  RoomOptions,
]): Promise<void> {
  const here = window as ClientWindow
  const { Room, RoomEvent } = here.LivekitClient
  const sum = (data: Uint8Array) => data.reduce((total, byte, index) => (total + byte * ((index % 251) + 1)) % 1_000_000_007, 0)
  const room = (here.room = new Room({ singlePeerConnection: !dual, ...roomOptions }))
  here.packets = []
  here.streams = []
  here.events = []
  for (const event of Object.values(RoomEvent)) room.on(event as 'connected', () => here.events.push(event))
  room.on(RoomEvent.TrackSubscribed, (track) => void document.body.append(track.attach()))
  room.on(RoomEvent.Disconnected, (reason) => here.events.push(`disconnected ${reason}`))
  room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
    here.packets.push({ text: new TextDecoder().decode(payload), from: participant?.identity, kind, topic })
  })
  room.registerTextStreamHandler('text', async (reader, { identity }) => {
    const text = await reader.readAll()
    here.streams.push({ topic: 'text', from: identity, size: text.length, sum: sum(new TextEncoder().encode(text)), text })
  })
  room.registerByteStreamHandler('bytes', async (reader, { identity }) => {
    const all = new Uint8Array(await new Blob((await reader.readAll()) as BlobPart[]).arrayBuffer())
    here.streams.push({ topic: 'bytes', from: identity, name: reader.info.name, size: all.length, sum: sum(all) })
  })
  room.registerRpcMethod('echo', ({ callerIdentity, payload }) =>
    Promise.resolve(`${room.localParticipant.identity} got ${payload} from ${callerIdentity}`),
  )
  await room.connect(url, token)
  if (!publish) return
  await room.localParticipant.setMicrophoneEnabled(true)
  await room.localParticipant.setCameraEnabled(true)
}

/** The same sum over bytes as the page makes. */
export const sumOf = (data: Uint8Array) =>
  data.reduce((total, byte, index) => (total + byte * ((index % 251) + 1)) % 1_000_000_007, 0)

/** Frames decoded and audio energy so far, per remote participant. */
export async function receivedByClient(page: Page): Promise<Record<string, { frames: number; energy: number; width: number }>> {
  return page.evaluate(async () => {
    const { room } = window as ClientWindow
    const result: Record<string, { frames: number; energy: number; width: number }> = {}
    for (const participant of room.remoteParticipants.values()) {
      const entry = { frames: 0, energy: 0, width: 0 }
      for (const publication of participant.trackPublications.values()) {
        const report = await publication.track?.getRTCStatsReport()
        report?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] !== 'inbound-rtp') return
          entry.frames += Number(stat['framesDecoded'] ?? 0)
          entry.width = Math.max(entry.width, Number(stat['frameWidth'] ?? 0))
          entry.energy += Number(stat['totalAudioEnergy'] ?? 0)
        })
      }
      result[participant.identity] = entry
    }
    return result
  })
}
