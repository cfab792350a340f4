import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { AccessToken } from 'livekit-server-sdk'
import { expectAccessible } from '../support/accessible.ts'
import { join, launchBrowser, seesAndHears, type Guest } from '../support/browser.ts'
import { key, secret } from '../support/client.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** What hosts learn of who was there, after a meeting with real media. */

let server: Server
const guests: Guest[] = []
const browsers: Browser[] = []

test.beforeAll(({ common }) => {
  server = common
})

test.afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.browser.close()
  for (const browser of browsers.splice(0)) await browser.close()
})

async function enter(meeting: string, name: string): Promise<Guest> {
  const guest = await join(server, meeting, name)
  guests.push(guest)
  return guest
}

/** A browser that holds a host's credential for the meeting: here one of the server API. */
async function openAttendance(meeting: string, language: string): Promise<Page> {
  const browser = await launchBrowser()
  browsers.push(browser)
  const context = await browser.newContext({ locale: language, timezoneId: 'Europe/Berlin', viewport: { width: 390, height: 844 } })
  const token = new AccessToken(key, secret)
  token.addGrant({ roomAdmin: true, room: meeting })
  const credential = await token.toJwt()
  await context.addInitScript(
    ([id, hostKey]) => localStorage.setItem('treff.keys', JSON.stringify({ [id!]: { hostKey, until: Date.now() + 86_400_000 } })),
    [meeting, credential],
  )
  const page = await context.newPage()
  await page.goto(`${server.url}/meeting/${meeting}/attendance`)
  return page
}

const row = (page: Page, name: string) => page.getByTestId('attendee').filter({ hasText: name })

test('two people meet, and the host sees both with their times, saves them and deletes them', { tag: '@cluster' }, async () => {
  const meeting = await createMeeting(server)
  const before = Date.now()
  const ada = await enter(meeting, 'Ada Lovelace')
  const ben = await enter(meeting, '=Ben, "the" Guest')
  await seesAndHears(ada, ['=Ben, "the" Guest'])
  await seesAndHears(ben, ['Ada Lovelace'])

  const page = await openAttendance(meeting, 'en-US')
  await expect(row(page, 'Ada Lovelace')).toContainText('there now')
  await expect(row(page, 'Ben')).toContainText('camera')
  await expect(row(page, 'Ben')).toContainText('microphone')
  await ben.page.getByTestId('leave').click()
  await expect(async () => {
    await page.getByTestId('refresh').click()
    await expect(row(page, 'Ben')).not.toContainText('there now', { timeout: 1000 })
  }).toPass()
  await expect(row(page, 'Ada Lovelace')).toContainText('there now')
  await ada.page.getByTestId('leave').click()
  await expect(async () => {
    await page.getByTestId('refresh').click()
    await expect(row(page, 'Ada')).not.toContainText('there now', { timeout: 1000 })
  }).toPass()
  await expectAccessible(page)

  const saving = page.waitForEvent('download')
  await page.getByTestId('save-csv').click()
  const download = await saving
  expect(download.suggestedFilename()).toBe(`attendance-${meeting}.csv`)
  const csv = readFileSync(await download.path(), 'utf8')
  const lines = csv.trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^\ufeffSession start \(times: Europe\/Berlin\),Name,/)
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain(',Ada Lovelace,guest-')
  expect(lines[2]).toContain(`,"'=Ben, ""the"" Guest",guest-`)
  const cells = lines[1]!.split(',')
  const joined = new Date(`${cells[4]!.replace(' ', 'T')}Z`).getTime() - berlinOffsetMs(before)
  expect(Math.abs(joined - before)).toBeLessThan(90_000)
  expect(new Date(cells[5]!).getTime()).toBeGreaterThanOrEqual(new Date(cells[4]!).getTime())

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByTestId('confirm').click()
  await expect(page.getByText('Nobody has been in this meeting yet')).toBeVisible()
})

test('whoever is no host sees nothing of it', async () => {
  const meeting = await createMeeting(server)
  const browser = await launchBrowser()
  browsers.push(browser)
  const page = await (await browser.newContext({ locale: 'de-DE' })).newPage()
  await page.goto(`${server.url}/meeting/${meeting}/attendance`)
  await expect(page.getByRole('alert')).toContainText('Das sieht nur die Leitung')
  await expect(page.getByTestId('attendee')).toHaveCount(0)
})

function berlinOffsetMs(at: number): number {
  const berlin = new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' })
  return Math.round((new Date(`${berlin.replace(' ', 'T')}Z`).getTime() - at) / 60_000) * 60_000
}
