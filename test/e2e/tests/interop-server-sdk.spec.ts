import type { Browser, Page } from '@playwright/test'
import { DataPacket_Kind, RoomServiceClient, TwirpError, type WebhookEvent } from 'livekit-server-sdk'
import { launchBrowser } from '../support/browser.ts'
import { enterAsClient, keys, key, receivedByClient, secret, type ClientWindow } from '../support/client.ts'
import { startServer, type Server } from '../support/server.ts'
import { receiveWebhooks, type Webhooks } from '../support/webhooks.ts'
import { expect, test } from '../support/test.ts'

/** Every call of LiveKit's server SDK, and what it does to people who are really there. */

test.describe.configure({ mode: 'serial' })

const room = 'api'
let server: Server
let webhooks: Webhooks
let browser: Browser
let alice: Page
let bob: Page
let api: RoomServiceClient
let microphone: string
let camera: string

test.beforeAll(async () => {
  webhooks = await receiveWebhooks()
  server = await startServer({ ...keys, WEBHOOK_URLS: webhooks.url })
  api = new RoomServiceClient(server.url, key, secret)
  browser = await launchBrowser()
})

test.afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await webhooks?.close()
})

test('createRoom: what was asked for is what participants get', async () => {
  const created = await api.createRoom({ name: room, metadata: 'first', emptyTimeout: 60, departureTimeout: 5, maxParticipants: 2 })
  expect(created).toMatchObject({ name: room, metadata: 'first', emptyTimeout: 60, departureTimeout: 5, maxParticipants: 2 })
  expect(created.sid).toMatch(/^RM_/)
  expect((await api.createRoom({ name: room, metadata: 'ignored' })).sid).toBe(created.sid)

  alice = await enterAsClient(browser, server, room, 'alice', { publish: true })
  bob = await enterAsClient(browser, server, room, 'bob')
  expect(await bob.evaluate(() => (window as ClientWindow).room.metadata)).toBe('first')
  await expect(enterAsClient(browser, server, room, 'one too many')).rejects.toThrow()
  await expect.poll(framesAtBob).toBeGreaterThan(10)
})

test('listRooms, listParticipants and getParticipant say who is there and with what', async () => {
  expect(await api.listRooms()).toMatchObject([{ name: room, numParticipants: 2 }])
  expect(await api.listRooms(['another'])).toEqual([])
  expect((await api.listParticipants(room)).map(({ identity }) => identity).sort()).toEqual(['alice', 'bob'])
  const participant = await api.getParticipant(room, 'alice')
  expect(participant.sid).toBe(await alice.evaluate(() => (window as ClientWindow).room.localParticipant.sid))
  microphone = participant.tracks.find(({ mimeType }) => mimeType.startsWith('audio/'))!.sid
  camera = participant.tracks.find(({ mimeType }) => mimeType.startsWith('video/'))!.sid
  expect(await alice.evaluate(() => [...(window as ClientWindow).room.localParticipant.trackPublications.keys()].sort())).toEqual(
    [microphone, camera].sort(),
  )
  expect(await codeOf(api.getParticipant(room, 'nobody'))).toBe('not_found')
})

test('updateRoomMetadata arrives at everybody', async () => {
  expect((await api.updateRoomMetadata(room, 'second')).metadata).toBe('second')
  for (const page of [alice, bob]) await expect.poll(() => page.evaluate(() => (window as ClientWindow).room.metadata)).toBe('second')
})

test('sendData arrives at those it names', async () => {
  const encoder = new TextEncoder()
  await api.sendData(room, encoder.encode('all'), DataPacket_Kind.RELIABLE, { topic: 'admin' })
  await api.sendData(room, encoder.encode('bob'), DataPacket_Kind.LOSSY, { destinationIdentities: ['bob'] })
  const packets = (page: Page) => page.evaluate(() => (window as ClientWindow).packets.map(({ text, topic }) => `${topic} ${text}`).sort())
  await expect.poll(() => packets(bob)).toEqual(['admin all', 'undefined bob'])
  await expect.poll(() => packets(alice)).toEqual(['admin all'])
})

test('updateSubscriptions stops and starts what is received', async () => {
  await api.updateSubscriptions(room, 'bob', [camera], false)
  await expect.poll(isCameraReceived).toBe(false)
  await api.updateSubscriptions(room, 'bob', [camera], true)
  await expect.poll(isCameraReceived).toBe(true)
  await expect.poll(framesAtBob, { timeout: 30_000 }).toBeGreaterThan(10)
})

test('updateParticipant: name, metadata and attributes', async () => {
  const changed = { name: 'Alice A.', metadata: 'm', attributes: { seat: '4' } }
  expect(await api.updateParticipant(room, 'alice', changed)).toMatchObject(changed)
  const own = () =>
    alice.evaluate(() => {
      const { name, metadata, attributes } = (window as ClientWindow).room.localParticipant
      return { name, metadata, attributes }
    })
  const atBob = () =>
    bob.evaluate(() => {
      const { name, metadata, attributes } = (window as ClientWindow).room.remoteParticipants.get('alice')!
      return { name, metadata, attributes }
    })
  await expect.poll(own).toEqual(changed)
  await expect.poll(atBob).toEqual(changed)
})

test('mutePublishedTrack silences the microphone at its source', async () => {
  expect((await api.mutePublishedTrack(room, 'alice', microphone, true)).muted).toBe(true)
  await expect.poll(() => alice.evaluate(() => (window as ClientWindow).room.localParticipant.isMicrophoneEnabled)).toBe(false)
  await expect.poll(() => bob.evaluate(() => (window as ClientWindow).room.remoteParticipants.get('alice')!.isMicrophoneEnabled)).toBe(false)
  await expect.poll(energyGrows).toBe(false)
  expect(await codeOf(api.mutePublishedTrack(room, 'alice', microphone, false))).toBe('failed_precondition')
  await alice.evaluate(() => (window as ClientWindow).room.localParticipant.setMicrophoneEnabled(true))
  await expect.poll(energyGrows).toBe(true)
})

test('updateParticipant: the right to publish taken away and given back', async () => {
  const rights = { canSubscribe: true, canPublish: false, canPublishData: true }
  await api.updateParticipant(room, 'alice', { permission: rights })
  await expect.poll(() => alice.evaluate(() => (window as ClientWindow).room.localParticipant.trackPublications.size)).toBe(0)
  await expect.poll(() => bob.evaluate(() => (window as ClientWindow).room.remoteParticipants.get('alice')!.trackPublications.size)).toBe(0)
  expect(await alice.evaluate(() => (window as ClientWindow).room.localParticipant.permissions?.canPublish)).toBe(false)

  await api.updateParticipant(room, 'alice', { permission: { ...rights, canPublish: true } })
  await expect.poll(() => alice.evaluate(() => (window as ClientWindow).room.localParticipant.permissions?.canPublish)).toBe(true)
  await alice.evaluate(() => (window as ClientWindow).room.localParticipant.setCameraEnabled(true))
  await expect.poll(framesAtBob, { timeout: 30_000 }).toBeGreaterThan(10)
})

test('forwardParticipant and moveParticipant are refused', async () => {
  expect(await codeOf(api.forwardParticipant(room, 'alice', 'elsewhere'))).toBe('unknown')
  expect(await codeOf(api.moveParticipant(room, 'alice', 'elsewhere'))).toBe('unknown')
})

test('removeParticipant and deleteRoom end the connection and say why', async () => {
  await api.removeParticipant(room, 'alice')
  await expect.poll(() => lastEvent(alice)).toBe('disconnected 4')
  await expect.poll(() => bob.evaluate(() => (window as ClientWindow).room.remoteParticipants.size)).toBe(0)
  await api.deleteRoom(room)
  await expect.poll(() => lastEvent(bob)).toBe('disconnected 5')
  expect(await api.listRooms()).toEqual([])
})

test('its webhook receiver accepts every event, in the order things happened', async () => {
  await expect.poll(() => webhooks.events.at(-1)?.event).toBe('room_finished')
  expect(webhooks.refused).toEqual([])
  expect(webhooks.events.map(describe)).toEqual([
    'room_started',
    'participant_joined alice',
    'track_published alice MICROPHONE',
    'track_published alice CAMERA',
    'participant_joined bob',
    'track_unpublished alice MICROPHONE',
    'track_unpublished alice CAMERA',
    'track_published alice CAMERA',
    'track_unpublished alice CAMERA',
    'participant_left alice',
    'participant_left bob',
    'room_finished',
  ])
  for (const event of webhooks.events) expect(event.room?.name).toBe(room)
})

const framesAtBob = async () => (await receivedByClient(bob))['alice']?.frames ?? 0

const isCameraReceived = () =>
  bob.evaluate((sid) => (window as ClientWindow).room.remoteParticipants.get('alice')!.trackPublications.get(sid)!.track !== undefined, camera)

const energyAtBob = async () => (await receivedByClient(bob))['alice']?.energy ?? 0

/** Whether bob hears more of alice within a second. */
async function energyGrows(): Promise<boolean> {
  const before = await energyAtBob()
  await bob.waitForTimeout(1_500)
  return (await energyAtBob()) > before + 0.000_1
}

const lastEvent = (page: Page) => page.evaluate(() => (window as ClientWindow).events.findLast((event) => event.startsWith('disconnected ')))

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof TwirpError ? error.code : String(error)),
  )

function describe({ event, participant, track }: WebhookEvent): string {
  const source = track && ['UNKNOWN', 'CAMERA', 'MICROPHONE'][track.source]
  return [event, participant?.identity, source].filter(Boolean).join(' ')
}
