import type { Browser } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser } from '../support/browser.ts'
import { atTheDoor, hosted, isIn, phone } from '../support/hosts.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** What stands between a link and the meeting: options of whoever made it, password, lock, start time. */

let server: Server
let browser: Browser

// A password costs the server time on purpose, and too many cost a minute.
test.describe.configure({ timeout: 180_000 })

test.beforeAll(async () => {
  server = await startServer()
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

test.afterAll(() => server.stop())

const join = { name: 'Join meeting' }

test('a password is asked for, refused, slowed down, and accepted', async ({}, info) => {
  const meeting = await createMeeting(server, { password: 'open sesame' })
  const ben = await atTheDoor(browser, server, meeting, 'Ben', phone)
  const field = ben.page.getByLabel('Password of the meeting')
  await expect(field).toBeVisible()
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.getByRole('alert')).toContainText('Enter the password')
  await field.fill('wrong')
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.getByRole('alert')).toContainText('Check capital letters')
  await expect(field).toBeFocused()
  await expectAccessible(ben.page)
  await ben.page.screenshot({ path: info.outputPath('wrong.png') })

  // Until the server has had enough: the page says when one may try again.
  await expect(async () => {
    await ben.page.getByRole('button', join).click()
    await expect(ben.page.getByTestId('countdown')).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 90_000 })
  await expect(ben.page.getByTestId('countdown')).toContainText(/Next try possible in \d:\d\d/)
  await expect(ben.page.getByRole('button', join)).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(ben.page)
  await expect(ben.page.getByRole('button', join)).not.toHaveAttribute('aria-disabled', 'true', { timeout: 70_000 })
  await field.fill('open sesame')
  await ben.page.getByRole('button', join).click()
  await isIn(ben)
  expect(ben.errors).toEqual([])
})

test('a link with the password asks for nothing, and a wrong one asks', async () => {
  const meeting = await createMeeting(server, { password: 'ä & #1!' })
  const ada = await atTheDoor(browser, server, `${meeting}#pw=${encodeURIComponent('ä & #1!')}`, 'Ada')
  await expect(ada.page.getByLabel('Password of the meeting')).toHaveCount(0)
  await ada.page.getByRole('button', join).click()
  await isIn(ada)
  const ben = await atTheDoor(browser, server, `${meeting}#pw=old`, 'Ben')
  await ben.page.getByRole('button', join).click()
  await ben.page.getByLabel('Password of the meeting').fill('ä & #1!')
  await ben.page.getByRole('button', join).click()
  await isIn(ben)
})

test('those without the password wait, those with it are in', async () => {
  const { meeting, host } = await hosted(browser, server, { password: 'open sesame', waiting_room: 'without_password' })
  const ben = await atTheDoor(browser, server, meeting, 'Ben')
  await expect(ben.page.getByLabel('Password of the meeting, if you have it')).toBeVisible()
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.locator('[data-page="waiting"]')).toBeVisible()
  await expect(host.page.getByTestId('knock')).toContainText('Ben')
  const cleo = await atTheDoor(browser, server, meeting, 'Cleo')
  await cleo.page.getByLabel('Password of the meeting, if you have it').fill('open sesame')
  await cleo.page.getByRole('button', join).click()
  await isIn(cleo)
})

test('a meeting with options, from the form to the second guest', async ({}, info) => {
  const context = await browser.newContext({ locale: 'en-US', ...phone, permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(server.url)
  await page.getByTestId('open-options').click()
  const dialog = page.getByTestId('options')
  await dialog.getByLabel('Name of the meeting').fill('Team')
  await dialog.getByLabel('Readable address').fill('Team Müller')
  await expect(dialog).toContainText('/m/team-mueller')
  await dialog.getByLabel('Password', { exact: true }).fill('abc')
  await page.getByTestId('create-with-options').click()
  await expect(dialog.getByRole('alert')).toContainText('at least 4 characters')
  await expectAccessible(page)
  await dialog.getByLabel('Password', { exact: true }).fill('open sesame')
  await page.getByTestId('create-with-options').click()
  await expect(dialog.getByRole('heading', { name: 'Your meeting is ready' })).toBeFocused()
  await expectAccessible(page)
  await page.screenshot({ path: info.outputPath('created.png') })
  await dialog.getByTestId('guest-link').getByRole('button').click()
  const guestLink = await page.evaluate(() => navigator.clipboard.readText())
  expect(guestLink).toBe(`${server.url}/m/team-mueller#pw=open%20sesame`)
  await page.getByTestId('go-to-meeting').click()
  await expect(page.locator('[data-note="host"]')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Team' })).toBeVisible()

  const taken = await context.newPage()
  await taken.goto(server.url)
  await taken.getByTestId('open-options').click()
  await taken.getByLabel('Readable address').fill('team-mueller')
  await taken.getByTestId('create-with-options').click()
  await expect(taken.getByRole('alert')).toContainText('Another meeting has this name')
  await expect(taken.getByLabel('Readable address')).toBeFocused()

  const guest = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await guest.goto(guestLink)
  await guest.getByLabel('Your name').fill('Ben')
  await expect(guest.locator('[data-note="host"]')).toHaveCount(0)
  await guest.getByRole('button', join).click()
  await expect(guest.locator('[data-page="call"]')).toBeVisible()
})

test('one click makes a meeting, and its maker is host, also after a reload', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await page.goto(server.url)
  await page.getByRole('button', { name: 'New meeting' }).click()
  await expect(page.locator('[data-note="host"]')).toBeVisible()
  await page.reload()
  await expect(page.locator('[data-note="host"]')).toBeVisible()
})

test('a locked meeting says so, and opens again', async () => {
  const { meeting, host } = await hosted(browser, server)
  await host.page.getByTestId('people-count').click()
  await host.page.getByTestId('for-everyone').click()
  await host.page.locator('[data-action="lock"]').click()
  await expect(host.page.getByTestId('toasts')).toContainText('Saved. It applies from now on.')
  const ben = await atTheDoor(browser, server, meeting, 'Ben')
  await expect(ben.page.locator('[data-note="locked"]')).toBeVisible()
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.locator('[data-note="locked"]')).toBeVisible()
  await expectAccessible(ben.page)
  await host.page.getByTestId('for-everyone').click()
  await host.page.locator('[data-action="lock"]').click()
  await expect(host.page.getByTestId('toasts')).toContainText('Saved. It applies from now on.')
  await ben.page.getByRole('button', join).click()
  await isIn(ben)
})

test('before the start: a countdown, and one is taken in by itself', async () => {
  const starts_at = new Date(Date.now() + 25_000).toISOString()
  const meeting = await createMeeting(server, { starts_at, name: 'Planning' })
  const ben = await atTheDoor(browser, server, meeting, 'Ben')
  await expect(ben.page.locator('[data-note="start"]')).toContainText(/Remaining: 0:\d\d/)
  await expectAccessible(ben.page)
  await ben.page.getByRole('button', { name: 'Join when it starts' }).click()
  await expect(ben.page.locator('[data-note="start"]')).toContainText('You are taken in as soon as it starts')
  await expect(ben.page.locator('[data-page="call"]')).toBeVisible({ timeout: 45_000 })
})

test('a host gives the meeting another address while it runs, and a password', async () => {
  const { host } = await hosted(browser, server)
  await host.page.getByTestId('more').click()
  await host.page.getByTestId('open-meeting').click()
  const panel = host.page.locator('[data-panel="meeting"]')
  await panel.getByLabel('Readable address').fill('no!')
  await panel.getByTestId('save-alias').click()
  await expect(host.page.getByTestId('toasts')).toContainText('Use 3 to 60 letters')
  await panel.getByLabel('Readable address').fill('team-tuesday')
  await panel.getByTestId('save-alias').click()
  await expect(panel.getByTestId('guest-link')).toContainText('/m/team-tuesday')
  await panel.getByLabel('Password: none').fill('open sesame')
  await panel.getByTestId('save-password').click()
  await expect(panel.getByLabel('Password: set')).toHaveValue('')
  await expectAccessible(host.page)

  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await page.goto(`${server.url}/m/Team-Tuesday`)
  await expect(page).toHaveURL(`${server.url}/m/team-tuesday`)
  await page.getByLabel('Your name').fill('Ben')
  await page.getByLabel('Password of the meeting').fill('open sesame')
  await page.getByRole('button', join).click()
  await expect(page.locator('[data-page="call"]')).toBeVisible()
})

test('a replaced host link makes a guest, with a word about it', async () => {
  const { meeting, hostKey, host } = await hosted(browser, server)
  await host.page.getByTestId('more').click()
  await host.page.getByTestId('open-meeting').click()
  await host.page.getByTestId('replace-key').click()
  await host.page.getByTestId('confirm-replace').click()
  await expect(host.page.getByTestId('toasts')).toContainText('The old host link no longer works.')
  const ben = await atTheDoor(browser, server, `${meeting}#host=${hostKey}`, 'Ben')
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.locator('[data-note="key-replaced"]')).toBeVisible()
  await ben.page.getByRole('button', join).click()
  await isIn(ben)
})
