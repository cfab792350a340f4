import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'
import { launchBrowser } from '../support/browser.ts'
import { key, secret } from '../support/client.ts'
import { repository, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/**
 * Two pages with the real livekit-client lose and find each other again: after each trouble pictures and sound rise in both directions. A
 * resume keeps the participant's sid, a full reconnect brings a new one.
 */

const umd = readFileSync(join(repository, 'test/e2e/node_modules/livekit-client/dist/livekit-client.umd.js'), 'utf8')

type LiveKit = typeof import('livekit-client')
type Scenario = import('livekit-client').SimulationScenario
type Room = import('livekit-client').Room
type PageWindow = { LivekitClient: LiveKit; room: Room; events: string[] }
type Received = { frames: number; energy: number }

let server: Server
let browsers: Browser[] = []
let meetings = 0
const oneMeeting = 'one trouble after the other'

test.beforeAll(({ common }) => {
  server = common
})

test.afterEach(({}, info) => (info.titlePath.includes(oneMeeting) ? undefined : goHome()))

async function goHome(): Promise<void> {
  for (const browser of browsers.splice(0)) await browser.close()
}

async function tokenOf(identity: string, meeting: string): Promise<string> {
  const token = new AccessToken(key, secret, { identity, ttl: '10m' })
  token.addGrant({ roomJoin: true, room: meeting })
  return token.toJwt()
}

async function enter(identity: string, meeting: string, url = server.url): Promise<Page> {
  const browser = await launchBrowser()
  browsers.push(browser)
  const page = await (await browser.newContext()).newPage()
  await page.goto(url)
  await page.evaluate(umd)
  await page.evaluate(
    async ([url, token]) => {
      const scope = window as unknown as PageWindow
      const { Room, RoomEvent } = scope.LivekitClient
      const room = new Room()
      scope.room = room
      scope.events = []
      for (const event of [
        RoomEvent.SignalReconnecting,
        RoomEvent.Reconnecting,
        RoomEvent.Reconnected,
        RoomEvent.Disconnected,
        RoomEvent.ParticipantDisconnected,
      ])
        room.on(event, () => scope.events.push(event))
      room.on(RoomEvent.TrackSubscribed, (track) => {
        document.body.append(track.attach())
      })
      await room.connect(url, token)
      await room.localParticipant.enableCameraAndMicrophone()
    },
    [url, await tokenOf(identity, meeting)] as const,
  )
  return page
}

/** Another way to the server, whose connections end when the test says so. Media does not take it. */
async function breakableProxy(): Promise<{ url: string; cut: () => void; close: () => void }> {
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const upstream = connect(Number(new URL(server.url).port), 'localhost')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const cut = () => sockets.forEach((socket) => socket.destroy())
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const close = () => {
    proxy.close()
    cut()
  }
  return { url: `http://127.0.0.1:${address.port}`, cut, close }
}

/** Alice and Bob, each seeing and hearing the other. */
async function meet(): Promise<{ alice: Page; bob: Page; meeting: string }> {
  const meeting = `reconnect-${++meetings}`
  const alice = await enter('alice', meeting)
  const bob = await enter('bob', meeting)
  await seeEachOther(alice, bob)
  return { alice, bob, meeting }
}

async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const { room } = window as unknown as PageWindow
    const result = { frames: 0, energy: 0 }
    for (const participant of room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values())
        (await publication.track?.getRTCStatsReport())?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] !== 'inbound-rtp') return
          result.frames += Number(stat['framesDecoded'] ?? 0)
          result.energy += Number(stat['totalAudioEnergy'] ?? 0)
        })
    return result
  })
}

/** Frames and sound rise from here on, in both directions. A counter that starts anew counts from zero. */
async function seeEachOther(...pages: Page[]): Promise<void> {
  await Promise.all(pages.map(seesTheOther))
}

async function seesTheOther(page: Page): Promise<void> {
  let last = await received(page)
  const gained = { frames: 0, energy: 0 }
  await expect
    .poll(
      async () => {
        const now = await received(page)
        gained.frames += Math.max(0, now.frames - last.frames)
        gained.energy += Math.max(0, now.energy - last.energy)
        last = now
        return gained.frames >= 5 && gained.energy > 0
      },
      { message: 'pictures and sound arrive', timeout: 30_000, intervals: [100] },
    )
    .toBe(true)
}

const sidOf = (page: Page) => page.evaluate(() => (window as unknown as PageWindow).room.localParticipant.sid)
const stateOf = (page: Page) => page.evaluate(() => String((window as unknown as PageWindow).room.state))
const eventsOf = (page: Page) => page.evaluate(() => (window as unknown as PageWindow).events)

const simulate = (page: Page, scenario: Scenario, argument?: number) =>
  page.evaluate(
    ([name, value]) => (window as unknown as PageWindow).room.simulateScenario(name, value),
    [scenario, argument] as const,
  )

/** The connection was lost and is up again: a resume ends with "reconnected" too. */
async function isBack(page: Page): Promise<void> {
  await expect.poll(() => eventsOf(page), { timeout: 40_000 }).toContain('reconnected')
  await expect.poll(() => stateOf(page)).toBe('connected')
}

// Bringing two browsers together costs more than most troubles, and a real meeting has more than one.
test.describe.serial(oneMeeting, () => {
  let pair: Awaited<ReturnType<typeof meet>>

  test.beforeAll(async () => {
    pair = await meet()
  })

  test.beforeEach(async () => {
    for (const page of [pair.alice, pair.bob]) await page.evaluate(() => ((window as unknown as PageWindow).events.length = 0))
  })

  test.afterAll(goHome)

  test('speaker: both are told, nothing breaks', async () => {
    const { alice, bob } = pair
    await simulate(alice, 'speaker')
    await expect
      .poll(() => bob.evaluate(() => (window as unknown as PageWindow).room.activeSpeakers.map(({ identity }) => identity)))
      .toContain('alice')
    await seeEachOther(alice, bob)
    expect(await eventsOf(alice)).toEqual([])
  })

  test('subscriber-bandwidth: pictures and sound still arrive', async () => {
    const { alice, bob } = pair
    await simulate(alice, 'subscriber-bandwidth', 200_000)
    await seeEachOther(alice, bob)
    expect(await eventsOf(alice)).toEqual([])
  })

  const resumed: Scenario[] = ['signal-reconnect', 'disconnect-signal-on-resume', 'disconnect-signal-on-resume-no-messages', 'migration']

  for (const scenario of resumed)
    test(`${scenario}: the same participant goes on`, async () => {
      const { alice, bob } = pair
      const sid = await sidOf(alice)
      await simulate(alice, scenario)
      await isBack(alice)
      await seeEachOther(alice, bob)
      expect(await sidOf(alice)).toBe(sid)
      expect(await eventsOf(bob)).toEqual([])
    })

  // The last two stay with the client: it goes by TCP and TLS from then on.
  const restarted: Scenario[] = ['full-reconnect', 'resume-reconnect', 'node-failure', 'leave-full-reconnect', 'force-tcp', 'force-tls']

  for (const scenario of restarted)
    test(`${scenario}: a new participant takes the place of the old one`, async () => {
      const { alice, bob, meeting } = pair
      const sid = await sidOf(alice)
      await simulate(alice, scenario)
      await isBack(alice)
      await seeEachOther(alice, bob)
      expect(await sidOf(alice)).not.toBe(sid)
      const people = await new RoomServiceClient(server.url, key, secret).listParticipants(meeting)
      expect(people.map(({ identity }) => identity).sort()).toEqual(['alice', 'bob'])
    })
})

test('server-leave: over, and one can come back', async () => {
  const { alice, bob, meeting } = await meet()
  await simulate(alice, 'server-leave')
  await expect.poll(() => stateOf(alice)).toBe('disconnected')
  await expect.poll(() => eventsOf(bob)).toContain('participantDisconnected')
  await seeEachOther(bob, await enter('alice', meeting))
})

test('a socket that breaks on its way is resumed', async () => {
  const proxy = await breakableProxy()
  try {
    const meeting = `reconnect-${++meetings}`
    const bob = await enter('bob', meeting)
    const alice = await enter('alice', meeting, proxy.url)
    await seeEachOther(alice, bob)
    const sid = await sidOf(alice)
    proxy.cut()
    await isBack(alice)
    await seeEachOther(alice, bob)
    expect(await sidOf(alice)).toBe(sid)
    expect(await eventsOf(bob)).toEqual([])
  } finally {
    proxy.close()
  }
})

test('a page that was offline for a moment is back', async () => {
  const { alice, bob } = await meet()
  await alice.context().setOffline(true)
  await expect.poll(() => eventsOf(alice), { timeout: 30_000 }).not.toEqual([])
  await alice.context().setOffline(false)
  await isBack(alice)
  await seeEachOther(alice, bob)
})
