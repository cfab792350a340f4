import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { RoomServiceClient } from 'livekit-server-sdk'
import { expectAccessible } from '../support/accessible.ts'
import { join as joinMeeting, launchBrowser, openMeeting, pressJoin, seesAndHears, tileOf } from '../support/browser.ts'
import { key, secret } from '../support/client.ts'
import { createMeeting, repository, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Every page a person can end up on, reached the way a person reaches it, with its next step and no accessibility violation. */

let server: Server
let browsers: Browser[] = []

test.beforeAll(({ common }) => {
  server = common
})

test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close()
})

const rooms = () => new RoomServiceClient(server.url, key, secret)

async function newPage(): Promise<Page> {
  const browser = await launchBrowser()
  browsers.push(browser)
  return (await browser.newContext({ locale: 'en-US' })).newPage()
}

async function enter(meeting: string, name: string, at = server) {
  const guest = await joinMeeting(at, meeting, name)
  browsers.push(guest.browser)
  return guest
}

async function isPage(page: Page, name: string): Promise<void> {
  await expect(page.locator(`[data-page="${name}"]`)).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page)
}

test('home: a new meeting, and the way into an existing one', async () => {
  const meeting = await createMeeting(server, { name: 'Team' })
  const page = await newPage()
  await page.goto(server.url)
  await isPage(page, 'home')

  await page.getByRole('textbox').fill('not a code')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('/meeting/')

  await page.getByRole('textbox').fill(meeting.toUpperCase().replaceAll('-', ''))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${server.url}/meeting/${meeting}`)
  await isPage(page, 'prejoin')
})

test('home speaks German', async () => {
  const browser = await launchBrowser()
  browsers.push(browser)
  const page = await (await browser.newContext({ locale: 'de-DE' })).newPage()
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Neues Meeting' }).click()
  await expect(page.getByLabel('Dein Name')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Meeting beitreten' })).toBeVisible()
})

test('before joining: accessible, and the name is remembered', async () => {
  const meeting = await createMeeting(server)
  const guest = await openMeeting(server, meeting, 'Ada')
  browsers.push(guest.browser)
  await isPage(guest.page, 'prejoin')
  await pressJoin(guest)
  await guest.page.reload()
  await expect(guest.page.locator('#displayName')).toHaveValue('Ada')
})

test('without any camera or microphone one can still join and see the others', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  const ben = await joinMeeting(server, meeting, 'Ben', { devices: false })
  browsers.push(ben.browser)
  await seesAndHears(ben, ['Ada'])
  await expect(tileOf(ada.page, 'Ben')).toBeVisible()
})

test('in the meeting: accessible', async () => {
  const meeting = await createMeeting(server)
  const ada = await enter(meeting, 'Ada')
  await enter(meeting, 'Ben')
  await seesAndHears(ada, ['Ben'])
  await expectAccessible(ada.page)
})

test('left', async () => {
  const { page } = await enter(await createMeeting(server), 'Ada')
  await page.getByRole('button', { name: 'Leave' }).click()
  await isPage(page, 'left')
  await page.getByRole('button', { name: /join again|rejoin/i }).click()
  await expect(page.locator('[data-page="prejoin"], [data-page="call"]')).toBeVisible()
})

test('kicked', async () => {
  const meeting = await createMeeting(server)
  const { page } = await enter(meeting, 'Ada')
  const [participant] = await rooms().listParticipants(meeting)
  await rooms().removeParticipant(meeting, participant!.identity)
  await isPage(page, 'kicked')
})

test('ended', async () => {
  const meeting = await createMeeting(server)
  const { page } = await enter(meeting, 'Ada')
  await rooms().deleteRoom(meeting)
  await isPage(page, 'ended')
})

test('duplicate: the same participant somewhere else', async () => {
  const meeting = await createMeeting(server)
  const guest = await openMeeting(server, meeting, 'Ada')
  browsers.push(guest.browser)
  const answer = guest.page.waitForResponse((response) => response.url().endsWith('/join'))
  await pressJoin(guest)
  const { token, livekit_url: url } = (await (await answer).json()) as { token: string; livekit_url: string }

  const other = await newPage()
  await other.goto(server.url)
  await other.evaluate(createLiveKitLoader())
  await other.evaluate(
    ([address, jwt]) => {
      const { Room } = (window as unknown as { LivekitClient: typeof import('livekit-client') }).LivekitClient
      return new Room().connect(address, jwt)
    },
    [url, token] as const,
  )
  await isPage(guest.page, 'duplicate')
})

test('not found', async () => {
  const page = await newPage()
  await page.goto(`${server.url}/meeting/zzz-zzzz-zzz`)
  await isPage(page, 'notfound')
  await expect(page.getByRole('button', { name: /new meeting/i })).toBeVisible()
})

test('invalid: an id that cannot be one', async () => {
  const page = await newPage()
  const response = await page.goto(`${server.url}/meeting/nonsense!`)
  expect(response?.status()).toBe(404)
  await isPage(page, 'invalid')
  await expect(page.locator('body')).toContainText(/[a-z]{3}-[a-z]{4}-[a-z]{3}/)
})

test('full', async () => {
  const small = await startServer({ MAX_PARTICIPANTS: '1' })
  try {
    const meeting = await createMeeting(small)
    await enter(meeting, 'Ada', small)
    const guest = await openMeeting(small, meeting, 'Ben')
    browsers.push(guest.browser)
    await guest.page.getByRole('button', { name: 'Join meeting' }).click()
    await isPage(guest.page, 'full')
  } finally {
    await small.stop()
  }
})

test('expired', async () => {
  // Two seconds: the shortest life that a person can still open the page in.
  const brief = await startServer({ MEETING_TTL_HOURS: String(2 / 3600) })
  try {
    const meeting = await createMeeting(brief)
    const page = await newPage()
    await expect
      .poll(async () => (await fetch(`${brief.url}/api/v1/meetings/${meeting}/info`)).status, { timeout: 10_000 })
      .toBe(410)
    await page.goto(`${brief.url}/meeting/${meeting}`)
    await isPage(page, 'expired')
  } finally {
    await brief.stop()
  }
})

test('server unreachable, and back again', async () => {
  const brief = await startServer()
  const meeting = await createMeeting(brief)
  const guest = await openMeeting(brief, meeting, 'Ada')
  browsers.push(guest.browser)
  // What the page itself asks for is there.
  await guest.page.waitForLoadState('networkidle')
  await brief.kill()
  await guest.page.getByRole('button', { name: 'Join meeting' }).click()
  await isPage(guest.page, 'unreachable')
})

test('a server that goes away shows the reconnecting banner, then a page that joins again by itself', async () => {
  test.setTimeout(150_000)
  const brief = await startServer()
  const guest = await enter(await createMeeting(brief), 'Ada', brief)
  await brief.kill()
  await expect(guest.page.getByText(/reconnecting/i).first()).toBeVisible({ timeout: 30_000 })
  await expect(guest.page.locator('[data-page="rejoining"]')).toBeVisible({ timeout: 100_000 })
})

test('sound that the browser blocks can be switched on', async () => {
  const meeting = await createMeeting(server)
  await enter(meeting, 'Ada')
  const guest = await openMeeting(server, meeting, 'Ben', { autoplay: false, devices: false })
  browsers.push(guest.browser)
  await pressJoin(guest)
  // A click on the page counts as consent in Chromium, so the block is made here.
  await guest.page.evaluate(() => {
    HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('blocked', 'NotAllowedError'))
  })
  await enter(meeting, 'Cleo')
  await expect(guest.page.getByRole('button', { name: /enable sound/i })).toBeVisible()
})

function createLiveKitLoader(): string {
  return readFileSync(join(repository, 'test/e2e/node_modules/livekit-client/dist/livekit-client.umd.js'), 'utf8')
}
