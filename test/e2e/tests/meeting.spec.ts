import { expect, test } from '@playwright/test'
import { join, received, seesAndHears, tileOf, tiles, type Guest, type LaunchOptions } from '../support/browser.ts'
import { toneFile } from '../support/tone.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'

let server: Server
const guests: Guest[] = []

test.beforeAll(async () => {
  server = await startServer()
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) {
    expect(guest.errors, `errors on ${guest.name}'s page`).toEqual([])
    await guest.browser.close()
  }
})

test.afterAll(() => server.stop())

async function enter(meeting: string, name: string, options: LaunchOptions = {}): Promise<Guest> {
  const guest = await join(server, meeting, name, options)
  guests.push(guest)
  return guest
}

test('three browsers see and hear each other', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  const cleo = await enter(meeting, 'Cleo')

  await seesAndHears(ada, ['Ben', 'Cleo'])
  await seesAndHears(ben, ['Ada', 'Cleo'])
  await seesAndHears(cleo, ['Ada', 'Ben'])
  for (const guest of [ada, ben, cleo]) await expect(tiles(guest.page)).toHaveCount(3)
})

test('muting is seen by the others', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ben, ['Ada'])

  await ada.page.getByRole('button', { name: /microphone/i }).first().click()
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'true')

  await ada.page.getByRole('button', { name: /microphone/i }).first().click()
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'false')
  await seesAndHears(ben, ['Ada'])
})

test('who speaks is marked, until they mute themselves', async () => {
  const meeting = await createMeeting(server)
  const ada = await join(server, meeting, 'Ada', { args: [`--use-file-for-fake-audio-capture=${toneFile()}`] })
  guests.push(ada)
  const ben = await enter(meeting, 'Ben')
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-speaking', 'true')
  await ada.page.getByTestId('microphone').click()
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-speaking', 'false')
})

test('a camera switched off and on again comes back', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ben, ['Ada'])

  await ada.page.getByRole('button', { name: /camera/i }).first().click()
  await expect(tileOf(ben.page, 'Ada').locator('video')).toBeHidden()
  await ada.page.getByRole('button', { name: /camera/i }).first().click()
  await expect(tileOf(ben.page, 'Ada').locator('video')).toBeVisible()
  await seesAndHears(ben, ['Ada'])
})

test('leaving removes the tile', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  await expect(tiles(ada.page)).toHaveCount(2)

  await ben.page.getByRole('button', { name: 'Leave' }).click()
  await expect(ben.page.locator('[data-page="left"]')).toBeVisible()
  await expect(tiles(ada.page)).toHaveCount(1)
})

test('a browser killed without goodbye disappears within 20 seconds', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await join(server, meeting, 'Ben')
  await seesAndHears(ada, ['Ben'])

  await crash(ben)
  await expect(tiles(ada.page)).toHaveCount(1, { timeout: 20_000 })
})

test('somebody who comes late sees and hears those already there', { tag: '@cluster' }, async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  await expect(tiles(ada.page)).toHaveCount(1)
  await ada.page.waitForFunction(() => document.querySelector('video') !== null)
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ben, ['Ada'])
})

test('a shared screen takes the stage', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await enter(meeting, 'Ben')
  await seesAndHears(ben, ['Ada'])

  await ada.page.getByRole('button', { name: /share.*screen|screen/i }).first().click()
  await expect(ben.page.locator('[data-testid="stage"] video')).toBeVisible()
  await expect
    .poll(async () => ben.page.locator('[data-testid="stage"] video').evaluate((video: HTMLVideoElement) => video.videoWidth))
    .toBeGreaterThan(0)
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
  await guest.browser.close()
}
