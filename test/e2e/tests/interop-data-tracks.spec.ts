import type { Browser, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { enterAsClient, type ClientWindow } from '../support/client.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Data tracks of the real livekit-client: frames that arrive at who subscribed, with one peer connection and with two. */

test.describe.configure({ mode: 'serial' })

type LocalDataTrack = Awaited<ReturnType<import('livekit-client').LocalParticipant['publishDataTrack']>>
type RemoteDataTrack = import('livekit-client').RemoteDataTrack
type TrackWindow = ClientWindow & { track: LocalDataTrack; tracks: RemoteDataTrack[]; listen: (track: RemoteDataTrack) => void; gone: string[]; heard: string[] }

let server: Server
let browser: Browser
let one: Page
let two: Page

test.beforeAll(async ({ common }) => {
  server = common
  browser = await launchBrowser({ devices: false })
  one = await enter('one', false)
  two = await enter('two', true)
})

test.afterAll(async () => {
  await browser?.close()
})

test('frames reach the one who subscribed, in both directions', async () => {
  await publish(one, 'pose')
  await arrives(one, two, 'small')
  await arrives(one, two, 'in several packets', 50_000)
  await publish(two, 'back')
  await arrives(two, one, 'the other way')
})

test('they arrive again after a resume, and when the publisher has joined anew', async () => {
  for (const scenario of ['signal-reconnect', 'full-reconnect'] as const) {
    await one.evaluate(async (name) => {
      const { room } = window as TrackWindow
      const reconnected = new Promise<void>((resolve) => room.once('reconnected', () => resolve()))
      await room.simulateScenario(name)
      await reconnected
    }, scenario)
    await arrives(one, two, `after ${scenario}`)
    // livekit-client ends its own subscriptions when it joins anew, and leaves it to the application to begin them again.
    if (scenario === 'full-reconnect') await one.evaluate(() => (window as TrackWindow).tracks.forEach((track) => (window as TrackWindow).listen(track)))
    await arrives(two, one, `back after ${scenario}`)
  }
})

test('an unpublished track is gone, and its name may be used again', async () => {
  const sid = await one.evaluate(() => (window as TrackWindow).track.info!.sid)
  await one.evaluate(() => (window as TrackWindow).track.unpublish())
  await expect.poll(() => two.evaluate(() => (window as TrackWindow).gone)).toContain(sid)
  await publish(one, 'pose')
  await arrives(one, two, 'once more')
})

test('a second track of the same name is refused with the reason', async () => {
  const message = one.evaluate(() =>
    (window as TrackWindow).room.localParticipant.publishDataTrack({ name: 'pose' }).then(
      () => 'published',
      (error: Error) => `${error.name}: ${error.message}`,
    ),
  )
  expect(await message).toMatch(/name/i)
})

async function enter(identity: string, dual: boolean): Promise<Page> {
  const page = await enterAsClient(browser, server, 'tracks', identity, { dual })
  await page.evaluate(() => {
    const here = window as TrackWindow
    const { RoomEvent } = here.LivekitClient
    here.heard = []
    here.gone = []
    here.tracks = []
    here.listen = (track) => {
      const reader = track.subscribe().getReader()
      void (async () => {
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return
          here.heard.push(`${new TextDecoder().decode(value.payload).replaceAll('.', '')} ${value.payload.length}`)
        }
      })()
    }
    // A publisher that joins anew publishes anew: each time is a track to subscribe to.
    here.room.on(RoomEvent.DataTrackPublished, (track) => {
      here.tracks.push(track)
      here.listen(track)
    })
    here.room.on(RoomEvent.DataTrackUnpublished, (sid) => void here.gone.push(sid))
  })
  return page
}

const publish = (page: Page, name: string) =>
  page.evaluate(async (trackName) => {
    const here = window as TrackWindow
    here.track = await here.room.localParticipant.publishDataTrack({ name: trackName })
  }, name)

/** Frames are lossy, and a subscription takes a moment: the frame is sent again until it has arrived. */
async function arrives(from: Page, to: Page, text: string, size = text.length): Promise<void> {
  const payload = text.padEnd(size, '.')
  await expect
    .poll(
      async () => {
        await from.evaluate((content) => {
          try {
            ;(window as TrackWindow).track.tryPush({ payload: new TextEncoder().encode(content) })
          } catch {
            // The track is just being published anew.
          }
        }, payload)
        return to.evaluate(() => (window as TrackWindow).heard)
      },
      { message: `"${text}" arrives`, timeout: 30_000 },
    )
    .toContain(`${text} ${size}`)
}
