import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from '@playwright/test'
import { AccessToken, DataPacket_Kind, RoomServiceClient } from 'livekit-server-sdk'
import { launchBrowser } from '../support/browser.ts'
import { key, secret } from '../support/client.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Data channels with the real livekit-client: what arrives at the others, in three pages without any camera. */

const livekitClient = readFileSync(createRequire(import.meta.url).resolve('livekit-client'), 'utf8')

type LiveKit = typeof import('livekit-client')
type Packet = { text: string; from: string | undefined; kind: number | undefined; topic: string | undefined }
type Stream = { topic: string; from: string; name?: string; size: number; hash: string; text?: string }
type Test = Window &
  typeof globalThis & {
    LivekitClient: LiveKit
    room: import('livekit-client').Room
    packets: Packet[]
    streams: Stream[]
  }

let server: Server
let browser: Browser
let alice: Page
let bob: Page
let carol: Page

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser({ devices: false })
  alice = await enter('alice')
  bob = await enter('bob')
  carol = await enter('carol')
})

test.afterAll(async () => {
  await browser?.close()
})

test.beforeEach(async () => {
  for (const page of [alice, bob, carol]) {
    await page.evaluate(() => {
      const here = window as Test
      here.packets = []
      here.streams = []
    })
  }
})

test('reliable packets reach everybody but their sender, in order', async () => {
  await alice.evaluate(async () => {
    const { room } = window as Test
    for (let i = 0; i < 50; i++)
      await room.localParticipant.publishData(new TextEncoder().encode(`message ${i}`), { reliable: true, topic: 'greet' })
  })
  for (const page of [bob, carol]) {
    await expect.poll(async () => (await packets(page)).length).toBe(50)
    expect(await packets(page)).toEqual(
      Array.from({ length: 50 }, (_, i) => ({ text: `message ${i}`, from: 'alice', kind: 0, topic: 'greet' })),
    )
  }
  expect(await packets(alice)).toEqual([])
})

test('lossy packets', async () => {
  await bob.evaluate(() =>
    (window as Test).room.localParticipant.publishData(new TextEncoder().encode('x=1'), { reliable: false, topic: 'pos' }),
  )
  await expect.poll(() => packets(alice)).toEqual([{ text: 'x=1', from: 'bob', kind: 1, topic: 'pos' }])
  await expect.poll(() => packets(carol)).toEqual([{ text: 'x=1', from: 'bob', kind: 1, topic: 'pos' }])
  expect(await packets(bob)).toEqual([])
})

test('packets, text and files to one person reach nobody else', async () => {
  await alice.evaluate(async () => {
    const { room } = window as Test
    const destinationIdentities = ['bob']
    await room.localParticipant.publishData(new TextEncoder().encode('psst'), { reliable: true, destinationIdentities })
    await room.localParticipant.publishData(new TextEncoder().encode('psst'), { reliable: false, destinationIdentities })
    await room.localParticipant.sendText('for bob', { topic: 'text', destinationIdentities })
    await room.localParticipant.publishData(new TextEncoder().encode('end'), { reliable: true })
  })
  await expect.poll(async () => (await packets(bob)).map(({ text }) => text).sort()).toEqual(['end', 'psst', 'psst'])
  await expect.poll(async () => (await streams(bob)).map(({ text }) => text)).toEqual(['for bob'])
  await expect.poll(() => packets(carol)).toEqual([{ text: 'end', from: 'alice', kind: 0, topic: undefined }])
  expect(await streams(carol)).toEqual([])
})

test('text streams, short and long', async () => {
  const long = 'a long text, '.repeat(5_000)
  await bob.evaluate(async (text) => {
    const { room } = window as Test
    await room.localParticipant.sendText('short', { topic: 'text' })
    await room.localParticipant.sendText(text, { topic: 'text' })
  }, long)
  for (const page of [alice, carol]) {
    await expect.poll(async () => (await streams(page)).length).toBe(2)
    expect(await streams(page)).toMatchObject([
      { topic: 'text', from: 'bob', text: 'short' },
      { topic: 'text', from: 'bob', size: long.length, hash: sha256(long) },
    ])
  }
})

test('files: 200 kB by sendFile, 6 MB by streamBytes, which is more than a sender may send at once', async () => {
  const small = bytes(200_000)
  const large = bytes(6_000_000)
  await alice.evaluate(async () => {
    const { room } = window as Test
    const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff)
    await room.localParticipant.sendFile(new File([bytes(200_000)], 'small.bin'), { topic: 'bytes', mimeType: 'application/test' })
    const writer = await room.localParticipant.streamBytes({ name: 'large.bin', topic: 'bytes' })
    await writer.write(bytes(6_000_000))
    await writer.close()
  })
  for (const page of [bob, carol]) {
    await expect.poll(async () => (await streams(page)).length, { timeout: 40_000 }).toBe(2)
    expect(await streams(page)).toMatchObject([
      { topic: 'bytes', from: 'alice', name: 'small.bin', size: small.length, hash: sha256(small) },
      { topic: 'bytes', from: 'alice', name: 'large.bin', size: large.length, hash: sha256(large) },
    ])
  }
})

test('remote calls in both directions, with large payloads and errors', async () => {
  const call = (page: Page, destinationIdentity: string, payload: string) =>
    page.evaluate(
      (args) => (window as Test).room.localParticipant.performRpc({ ...args, method: 'echo' }).catch((error: Error) => `${error.name}: ${error.message}`),
      { destinationIdentity, payload },
    )
  expect(await call(alice, 'bob', 'ping')).toBe('bob got ping from alice')
  expect(await call(bob, 'alice', 'pong')).toBe('alice got pong from bob')
  const large = 'x'.repeat(40_000)
  expect(await call(carol, 'bob', large)).toBe(`bob got ${large} from carol`)
  expect(await call(alice, 'carol', 'fail')).toContain('no such luck')
})

test('the server sends too: to all and to one', async () => {
  const api = new RoomServiceClient(server.url, key, secret)
  await api.sendData('data', new TextEncoder().encode('to all'), DataPacket_Kind.RELIABLE, { topic: 'admin' })
  await api.sendData('data', new TextEncoder().encode('to bob'), DataPacket_Kind.LOSSY, { destinationIdentities: ['bob'] })
  await expect
    .poll(async () => (await packets(bob)).sort((a, b) => a.text.localeCompare(b.text)))
    .toEqual([
      { text: 'to all', from: undefined, kind: 0, topic: 'admin' },
      { text: 'to bob', from: undefined, kind: 1, topic: undefined },
    ])
  await expect.poll(() => packets(alice)).toEqual([{ text: 'to all', from: undefined, kind: 0, topic: 'admin' }])
})

test('the server calls a method of a participant', async () => {
  const grant = new AccessToken(key, secret)
  grant.addGrant({ roomAdmin: true, room: 'data' })
  const token = await grant.toJwt()
  const perform = async (method: string, payload: string) => {
    const response = await fetch(`${server.url}/twirp/livekit.RoomService/PerformRpc`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ room: 'data', destination_identity: 'bob', method, payload, response_timeout_ms: 5000 }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }
  const answer = await perform('echo', 'ping')
  expect(answer.status).toBe(200)
  expect(answer.body['payload']).toContain('ping')
  expect(await perform('nope', 'x')).toEqual({
    status: 400,
    body: { code: 'invalid_argument', msg: 'twirp error unknown: RpcError 1400: Method not supported at destination' },
  })
})

async function enter(identity: string): Promise<Page> {
  const token = new AccessToken(key, secret, { identity })
  token.addGrant({ room: 'data', roomJoin: true })
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${server.url}/health`)
  await page.evaluate(livekitClient)
  await page.evaluate(connect, [server.url, await token.toJwt()] as const)
  return page
}

async function connect([url, token]: readonly [string, string]): Promise<void> {
  const here = window as Test
  const { Room, RoomEvent, RpcError } = here.LivekitClient
  const hex = async (data: Uint8Array<ArrayBuffer>) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', data))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const room = (here.room = new Room())
  here.packets = []
  here.streams = []
  room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
    here.packets.push({ text: new TextDecoder().decode(payload), from: participant?.identity, kind, topic })
  })
  room.registerTextStreamHandler('text', async (reader, { identity }) => {
    const text = await reader.readAll()
    here.streams.push({ topic: 'text', from: identity, size: text.length, hash: await hex(new TextEncoder().encode(text)), text })
  })
  room.registerByteStreamHandler('bytes', async (reader, { identity }) => {
    const all = new Uint8Array(await new Blob((await reader.readAll()) as BlobPart[]).arrayBuffer())
    here.streams.push({ topic: 'bytes', from: identity, name: reader.info.name, size: all.length, hash: await hex(all) })
  })
  room.registerRpcMethod('echo', ({ callerIdentity, payload }) => {
    if (payload === 'fail') throw new RpcError(1500, 'no such luck')
    return Promise.resolve(`${room.localParticipant.identity} got ${payload} from ${callerIdentity}`)
  })
  await room.connect(url, token)
}

const packets = (page: Page) => page.evaluate(() => (window as Test).packets)

const streams = (page: Page) => page.evaluate(() => (window as Test).streams)

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff)

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')
