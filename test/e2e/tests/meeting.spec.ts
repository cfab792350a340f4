import { join, received, seesAndHears, tileOf, tiles, type Guest, type LaunchOptions } from '../support/browser.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'
import { toneFile } from '../support/tone.ts'

let server: Server
const guests: Guest[] = []

test.beforeAll(({ common }) => {
  server = common
})

async function enter(meeting: string, name: string, options: LaunchOptions = {}): Promise<Guest> {
  const guest = await join(server, meeting, name, options)
  guests.push(guest)
  return guest
}

async function sendHome(): Promise<void> {
  for (const guest of guests.splice(0)) {
    expect(guest.errors, `errors on ${guest.name}'s page`).toEqual([])
    await guest.browser.close()
  }
}

// One meeting, as it goes on: people are expensive to bring together.
test.describe.serial('a meeting of three', () => {
  let meeting: string
  let ada: Guest
  let ben: Guest
  let cleo: Guest

  test.beforeAll(async () => {
    meeting = await createMeeting(server)
    ada = await enter(meeting, 'Ada')
    ben = await enter(meeting, 'Ben')
  })

  test.afterAll(sendHome)

  test('two see and hear each other, and a third one who comes later', async () => {
    await Promise.all([seesAndHears(ada, ['Ben']), seesAndHears(ben, ['Ada'])])
    cleo = await enter(meeting, 'Cleo')
    await Promise.all([seesAndHears(ada, ['Ben', 'Cleo']), seesAndHears(ben, ['Ada', 'Cleo']), seesAndHears(cleo, ['Ada', 'Ben'])])
    for (const guest of [ada, ben, cleo]) await expect(tiles(guest.page)).toHaveCount(3)
  })

  test('muting is seen by the others', async () => {
    await ada.page.getByRole('button', { name: /microphone/i }).first().click()
    await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'true')

    await ada.page.getByRole('button', { name: /microphone/i }).first().click()
    await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'false')
    await seesAndHears(ben, ['Ada'])
  })

  test('a camera switched off and on again comes back', async () => {
    await ada.page.getByRole('button', { name: /camera/i }).first().click()
    await expect(tileOf(ben.page, 'Ada').locator('video')).toBeHidden()
    await ada.page.getByRole('button', { name: /camera/i }).first().click()
    await expect(tileOf(ben.page, 'Ada').locator('video')).toBeVisible()
    await seesAndHears(ben, ['Ada'])
  })

  test('a shared screen takes the stage, and leaves it', async () => {
    await ada.page.getByRole('button', { name: /share.*screen|screen/i }).first().click()
    const screen = ben.page.locator('[data-testid="stage"] video')
    await expect(screen).toBeVisible()
    await expect.poll(async () => screen.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0)
    await ada.page.getByTestId('own-screen').getByRole('button', { name: 'Stop sharing' }).click()
    await expect(screen).toHaveCount(0)
  })

  test('leaving removes the tile', async () => {
    await cleo.page.getByRole('button', { name: 'Leave' }).click()
    await expect(cleo.page.locator('[data-page="left"]')).toBeVisible()
    for (const guest of [ada, ben]) await expect(tiles(guest.page)).toHaveCount(2)
  })

  test('a browser killed without goodbye disappears within 20 seconds', async () => {
    await crash(ben)
    await expect(tiles(ada.page)).toHaveCount(1, { timeout: 20_000 })
  })
})

test.afterEach(async ({}, info) => {
  if (!info.titlePath.includes('a meeting of three')) await sendHome()
})

test('who speaks is marked, until they mute themselves', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada', { args: [`--use-file-for-fake-audio-capture=${toneFile()}`] })
  const ben = await enter(meeting, 'Ben')
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-speaking', 'true')
  await ada.page.getByTestId('microphone').click()
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-speaking', 'false')
})

test('somebody who comes late sees and hears those already there', { tag: '@cluster' }, async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  await expect(tiles(ada.page)).toHaveCount(1)
  await ada.page.waitForFunction(() => document.querySelector('video') !== null)
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ben, ['Ada'])
})

test('video ramps up to 720p', async () => {
  const meeting = await createMeeting(server)
  await enter(meeting, 'Ada', { camera: 'usual' })
  const ben = await enter(meeting, 'Ben')
  await expect
    .poll(async () => (await received(ben.page))['Ada']?.height ?? 0, { timeout: 40_000 })
    .toBeGreaterThanOrEqual(720)
})

/** Ends the renderer as a crash would: no unload handlers, no leave message. */
async function crash(guest: Guest): Promise<void> {
  const session = await guest.page.context().newCDPSession(guest.page)
  guest.page.on('crash', () => undefined)
  const gone = guest.page.waitForEvent('crash')
  session.send('Page.crash').catch(() => undefined)
  await gone
}
