import { DataPacketKind, dispose, Room, RoomEvent, RpcError, type RemoteParticipant } from '@livekit/rtc-node'
import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { enterAsClient, receivedByClient, sumOf, tokenFor, type ClientWindow, type Packet } from '../support/client.ts'
import { countMedia, publishMedia, type NodeMedia, type NodeReceived } from '../support/nodeClient.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** LiveKit's client for Node.js (Rust inside) in one room with a browser. */

test.describe.configure({ mode: 'serial' })

let server: Server
let browser: Browser
let page: Page
let node: Room
let received: NodeReceived
let media: NodeMedia
const packets: Packet[] = []
const texts: string[] = []
const files: { name: string | undefined; size: number; sum: number }[] = []

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser()
  page = await enterAsClient(browser, server, 'node', 'page', { publish: true })
  node = new Room()
  received = countMedia(node)
  node.on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
    packets.push({ text: new TextDecoder().decode(payload), from: participant?.identity, kind, topic })
  })
  node.registerTextStreamHandler('text', async (reader) => void texts.push(await reader.readAll()))
  node.registerByteStreamHandler('bytes', async (reader) => {
    const all = new Uint8Array(Buffer.concat(await reader.readAll()))
    files.push({ name: reader.info.name, size: all.length, sum: sumOf(all) })
  })
  await node.connect(server.url, await tokenFor('node', 'node'), { autoSubscribe: true, dynacast: true })
  node.localParticipant!.registerRpcMethod('echo', async ({ callerIdentity, payload }) => {
    if (payload === 'fail') throw new RpcError(1500, 'no such luck')
    return `node got ${payload} from ${callerIdentity}`
  })
})

test.afterAll(async () => {
  await media?.stop()
  await node?.disconnect()
  await dispose()
  await browser?.close()
})

test('it sees and hears the browser', async () => {
  await expect.poll(() => received['page']?.frames ?? 0, { timeout: 30_000 }).toBeGreaterThan(20)
  await expect.poll(() => received['page']?.energy ?? 0, { timeout: 30_000 }).toBeGreaterThan(1)
  expect(received['page']!.width).toBeGreaterThan(0)
})

test('the browser sees and hears it', async () => {
  media = await publishMedia(node)
  await media.subscribed
  const seen = async () => (await receivedByClient(page))['node'] ?? { frames: 0, energy: 0, width: 0 }
  await expect.poll(async () => (await seen()).frames, { timeout: 30_000 }).toBeGreaterThan(20)
  await expect.poll(async () => (await seen()).energy, { timeout: 30_000 }).toBeGreaterThan(0.05)
  expect((await seen()).width).toBeGreaterThan(0)
})

test('data packets in both directions, reliable and lossy', async () => {
  await node.localParticipant!.publishData(new TextEncoder().encode('from node'), { reliable: true, topic: 'greet' })
  await node.localParticipant!.publishData(new TextEncoder().encode('lossy from node'), { reliable: false, topic: 'pos' })
  await node.localParticipant!.publishData(new TextEncoder().encode('elsewhere'), { reliable: true, destination_identities: ['nobody'] })
  await expect
    .poll(() => page.evaluate(() => (window as ClientWindow).packets.sort((a, b) => a.kind! - b.kind!)))
    .toEqual([
      { text: 'from node', from: 'node', kind: 0, topic: 'greet' },
      { text: 'lossy from node', from: 'node', kind: 1, topic: 'pos' },
    ])
  await page.evaluate(async () => {
    const { localParticipant } = (window as ClientWindow).room
    await localParticipant.publishData(new TextEncoder().encode('from page'), { reliable: true, topic: 'greet' })
    await localParticipant.publishData(new TextEncoder().encode('lossy from page'), { reliable: false, topic: 'pos' })
  })
  await expect
    .poll(() => packets.sort((a, b) => a.text.localeCompare(b.text)))
    .toEqual([
      { text: 'from page', from: 'page', kind: DataPacketKind.KIND_RELIABLE, topic: 'greet' },
      { text: 'lossy from page', from: 'page', kind: DataPacketKind.KIND_LOSSY, topic: 'pos' },
    ])
})

test('text and byte streams in both directions', async () => {
  const long = 'a long text, '.repeat(5_000)
  const data = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff)
  await node.localParticipant!.sendText(long, { topic: 'text' })
  const writer = await node.localParticipant!.streamBytes({ name: 'node.bin', topic: 'bytes', totalSize: data.length })
  await writer.write(data)
  await writer.close()
  await expect
    .poll(() => page.evaluate(() => (window as ClientWindow).streams.map(({ text: _, ...rest }) => rest).sort((a, b) => a.size - b.size)))
    .toEqual([
      { topic: 'text', from: 'node', size: long.length, sum: sumOf(new TextEncoder().encode(long)) },
      { topic: 'bytes', from: 'node', name: 'node.bin', size: data.length, sum: sumOf(data) },
    ])
  await page.evaluate(async (text) => {
    const { localParticipant } = (window as ClientWindow).room
    await localParticipant.sendText(text, { topic: 'text' })
    const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff)
    await localParticipant.sendFile(new File([content], 'page.bin'), { topic: 'bytes', mimeType: 'application/test' })
  }, long)
  await expect.poll(() => texts).toEqual([long])
  await expect.poll(() => files).toEqual([{ name: 'page.bin', size: data.length, sum: sumOf(data) }])
})

test('remote calls in both directions, with errors', async () => {
  const fromPage = (payload: string) =>
    page.evaluate(
      (text) =>
        (window as ClientWindow).room.localParticipant
          .performRpc({ destinationIdentity: 'node', method: 'echo', payload: text })
          .catch((error: Error) => `${error.name}: ${error.message}`),
      payload,
    )
  const large = 'x'.repeat(40_000)
  expect(await node.localParticipant!.performRpc({ destinationIdentity: 'page', method: 'echo', payload: 'ping' })).toBe('page got ping from node')
  expect(await node.localParticipant!.performRpc({ destinationIdentity: 'page', method: 'echo', payload: large })).toBe(
    `page got ${large} from node`,
  )
  expect(await fromPage('pong')).toBe('node got pong from page')
  expect(await fromPage('fail')).toContain('no such luck')
})

test('name, metadata and attributes', async () => {
  await node.localParticipant!.updateName('Nodey')
  await node.localParticipant!.updateMetadata('{"m":1}')
  await node.localParticipant!.setAttributes({ colour: 'green' })
  const atPage = () =>
    page.evaluate(() => {
      const { name, metadata, attributes } = (window as ClientWindow).room.remoteParticipants.get('node')!
      return { name, metadata, attributes }
    })
  await expect.poll(atPage).toEqual({ name: 'Nodey', metadata: '{"m":1}', attributes: { colour: 'green' } })
  expect(node.localParticipant!.attributes).toEqual({ colour: 'green' })

  await page.evaluate(() => (window as ClientWindow).room.localParticipant.setAttributes({ hand: 'up' }))
  await expect.poll(() => (node.remoteParticipants.get('page') as RemoteParticipant).attributes).toEqual({ hand: 'up' })
})

test('muting, unpublishing and leaving reach the other side', async () => {
  await page.evaluate(() => (window as ClientWindow).room.localParticipant.setMicrophoneEnabled(false))
  const microphone = () => [...node.remoteParticipants.get('page')!.trackPublications.values()].find(({ name, muted }) => muted || name === 'none')
  await expect.poll(() => microphone()?.muted).toBe(true)

  await node.localParticipant!.unpublishTrack(media.videoSid)
  const tracks = () => page.evaluate(() => [...(window as ClientWindow).room.remoteParticipants.get('node')!.trackPublications.keys()])
  await expect.poll(tracks).toEqual([media.audioSid])

  await media.stop()
  await node.disconnect()
  await expect.poll(() => page.evaluate(() => [...(window as ClientWindow).room.remoteParticipants.keys()])).toEqual([])
})
