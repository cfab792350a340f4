import type { Browser } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser, seesAndHears, tileOf } from '../support/browser.ts'
import { enterTogether } from '../support/guests.ts'
import { actOn, atTheDoor, expectHeard, expectSilent, forEveryone, hosted, isIn, openPeople, phone } from '../support/hosts.ts'
import type { Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Hosts act, and it is real: what others receive changes. */

let server: Server
let browser: Browser

// Two or three people with cameras in one browser, and news that stand for ten seconds.
test.describe.configure({ timeout: 180_000 })

test.beforeAll(({ common }) => {
  server = common
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

const join = { name: 'Join meeting' }

test('muted is silent for everybody; asked to unmute, nothing goes on before the person says so', { tag: '@cluster' }, async ({}, info) => {
  const { meeting, host } = await hosted(browser, server)
  const ben = await enterTogether(browser, server, meeting, 'Ben', phone)
  await seesAndHears(host, ['Ben'])
  await actOn(host.page, 'Ben', 'mute')
  await expect(host.page.getByTestId('toasts')).toContainText('Ben is muted.')
  await expect(ben.page.getByTestId('toasts')).toContainText('A host has muted you.')
  await expect(tileOf(host.page, 'Ben')).toHaveAttribute('data-muted', 'true')
  await expect(ben.page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  await expectSilent(host, 'Ben')

  await actOn(host.page, 'Ben', 'ask')
  const question = ben.page.getByTestId('unmute-dialog')
  await expect(question).toContainText('Hana asks you to turn your microphone on')
  await expect(question.getByRole('button', { name: 'Stay muted' })).toBeFocused()
  await expectAccessible(ben.page)
  await ben.page.screenshot({ path: info.outputPath('asked.png') })
  await expect(ben.page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  await question.getByRole('button', { name: 'Stay muted' }).click()
  await expect(question).toBeHidden()
  await expectSilent(host, 'Ben')

  await actOn(host.page, 'Ben', 'ask')
  await question.getByTestId('unmute-now').click()
  await expect(tileOf(host.page, 'Ben')).toHaveAttribute('data-muted', 'false')
  await expectHeard(host, 'Ben')
  expect([...ben.errors, ...host.errors]).toEqual([])
})

test('camera, shared screen and hand', async () => {
  const { meeting, host } = await hosted(browser, server)
  const ben = await enterTogether(browser, server, meeting, 'Ben', { viewport: { width: 1440, height: 900 } })
  await seesAndHears(host, ['Ben'])
  await actOn(host.page, 'Ben', 'stopCamera')
  await expect(ben.page.getByTestId('toasts')).toContainText('A host has turned your camera off.')
  await expect(tileOf(host.page, 'Ben').locator('video')).toBeHidden()
  await expect(ben.page.getByTestId('camera')).toHaveAttribute('data-on', 'false')

  await ben.page.getByTestId('share').click()
  await expect(host.page.getByTestId('stage')).toBeVisible()
  await actOn(host.page, 'Ben', 'stopShare')
  await expect(ben.page.getByTestId('toasts')).toContainText('A host has ended your screen sharing.')
  await expect(host.page.getByTestId('stage')).toHaveCount(0)
  await expect(ben.page.getByTestId('share')).toHaveAttribute('data-on', 'false')
  // It may be shared again.
  await ben.page.getByTestId('share').click()
  await expect(host.page.getByTestId('stage')).toBeVisible()
  await ben.page.getByTestId('share').click()

  await ben.page.getByTestId('raise-hand').click()
  await expect(tileOf(host.page, 'Ben').getByTestId('hand')).toBeVisible()
  await actOn(host.page, 'Ben', 'lowerHand')
  await expect(ben.page.getByTestId('toasts')).toContainText('A host has lowered your hand.')
  await expect(tileOf(host.page, 'Ben').getByTestId('hand')).toBeHidden()
  await expect(ben.page.getByTestId('raise-hand')).toHaveAttribute('data-on', 'false')
})

test('shown large to everybody, until somebody pins for themselves', async () => {
  const { meeting, host } = await hosted(browser, server)
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  const cleo = await enterTogether(browser, server, meeting, 'Cleo')
  await expect(tileOf(cleo.page, 'Ben')).toHaveAttribute('data-role', 'side')
  await actOn(host.page, 'Ben', 'spotlight')
  await expect(ben.page.getByTestId('toasts')).toContainText('A host shows you large to everyone.')
  for (const { page } of [host, cleo]) await expect(tileOf(page, 'Ben')).toHaveAttribute('data-role', 'main')
  await tileOf(cleo.page, 'Hana').hover()
  await tileOf(cleo.page, 'Hana').getByTestId('pin').click()
  await expect(tileOf(cleo.page, 'Hana')).toHaveAttribute('data-role', 'main')
  await actOn(host.page, 'Ben', 'endSpotlight')
  await expect(tileOf(host.page, 'Ben')).toHaveAttribute('data-role', 'side')
})

test('removed people may come back, those kept out may not', { tag: '@cluster' }, async ({}, info) => {
  const { meeting, host } = await hosted(browser, server)
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await actOn(host.page, 'Ben', 'remove')
  await expect(host.page.getByTestId('remove-dialog')).toContainText('Remove Ben?')
  await expectAccessible(host.page)
  await host.page.getByTestId('confirm-remove').click()
  await expect(ben.page.locator('[data-page="kicked"]')).toBeVisible()
  await expect(tileOf(host.page, 'Ben')).toHaveCount(0)
  await ben.page.getByRole('button', { name: 'Join again' }).click()
  await ben.page.getByRole('button', join).click()
  await isIn(ben)

  await actOn(host.page, 'Ben', 'remove')
  await host.page.getByTestId('remove-dialog').getByRole('switch').check()
  await host.page.getByTestId('confirm-remove').click()
  await expect(ben.page.locator('[data-page="kicked"]')).toBeVisible()
  await ben.page.getByRole('button', { name: 'Join again' }).click()
  await ben.page.getByRole('button', join).click()
  await expect(ben.page.locator('[data-page="keptout"]')).toBeVisible()
  await expectAccessible(ben.page)
  await ben.page.screenshot({ path: info.outputPath('keptout.png') })
  // Another browser of another person comes in with the same name.
  const other = await enterTogether(browser, server, meeting, 'Ben')
  await isIn(other)
})

test('what guests may changes while they are in', async ({}, info) => {
  const { meeting, host } = await hosted(browser, server, {}, { viewport: { width: 1440, height: 900 } })
  const ben = await enterTogether(browser, server, meeting, 'Ben', { viewport: { width: 1440, height: 900 } })
  await seesAndHears(host, ['Ben'])
  await host.page.getByTestId('more').click()
  await host.page.getByTestId('open-meeting').click()
  const panel = host.page.locator('[data-panel="meeting"]')
  const may = (label: string) => panel.getByRole('switch', { name: label })
  await expect(may('Turn their microphone on')).toBeChecked()
  await expectAccessible(host.page)
  await host.page.screenshot({ path: info.outputPath('settings.png') })

  await may('Turn their microphone on').uncheck()
  await expect(ben.page.getByTestId('toasts')).toContainText('The host has turned microphones off for guests.')
  await expect(tileOf(host.page, 'Ben')).toHaveAttribute('data-muted', 'true')
  await expectSilent(host, 'Ben')
  await expect(ben.page.getByTestId('microphone')).toHaveAccessibleName(/The host has turned microphones off for guests/)
  await ben.page.getByTestId('microphone').click({ force: true })
  await expect(ben.page.getByTestId('notice')).toContainText('The host has turned microphones off for guests.')
  await expectAccessible(ben.page)

  await may('Share their screen').uncheck()
  await may('Chat and react').uncheck()
  await expect(ben.page.getByTestId('share')).toHaveAccessibleName(/Only hosts may share/)
  await ben.page.getByTestId('panel-chat').click()
  await expect(ben.page.getByTestId('chat')).toContainText('Only hosts may write and react here.')
  await expect(ben.page.getByTestId('chat-input')).toHaveCount(0)
  await ben.page.screenshot({ path: info.outputPath('forbidden.png') })

  await may('Chat and react').check()
  await expect(ben.page.getByTestId('chat-input')).toBeVisible()
  await may('Turn their microphone on').check()
  await expect(ben.page.getByTestId('microphone')).toHaveAccessibleName('Turn microphone on')
  await ben.page.getByTestId('microphone').click()
  await expect(tileOf(host.page, 'Ben')).toHaveAttribute('data-muted', 'false')
  await expectHeard(host, 'Ben')
  expect([...ben.errors, ...host.errors]).toEqual([])
})

test('a co-host lets in and mutes, but not a host; all guests are muted at once', async () => {
  const { meeting, host } = await hosted(browser, server, { waiting_room: 'everyone' })
  const ben = await atTheDoor(browser, server, meeting, 'Ben')
  await ben.page.getByRole('button', join).click()
  await host.page.getByTestId('knock').getByRole('button', { name: 'Admit Ben' }).click()
  await isIn(ben)
  await openPeople(ben.page)
  await expect(ben.page.getByTestId('person-actions')).toHaveCount(0)
  await actOn(host.page, 'Ben', 'makeCohost')
  await expect(ben.page.getByTestId('toasts')).toContainText('You are co-host now')
  await expect(ben.page.locator('[data-role="host"]')).toContainText('Host')
  await expect((await openPeople(host.page)).locator('[data-role="cohost"]')).toContainText('Ben')

  const cleo = await atTheDoor(browser, server, meeting, 'Cleo')
  await cleo.page.getByRole('button', join).click()
  await ben.page.getByTestId('waiting-list').getByRole('button', { name: 'Admit Cleo' }).click()
  await isIn(cleo)
  await ben.page.getByRole('button', { name: 'Actions for Hana' }).click()
  await expect(ben.page.locator('[data-action="mute"]')).toHaveCount(0)
  await ben.page.getByRole('button', { name: 'Actions for Hana' }).click()
  await seesAndHears(host, ['Ben', 'Cleo'])
  await forEveryone(ben.page, 'muteAll')
  await expect(tileOf(host.page, 'Cleo')).toHaveAttribute('data-muted', 'true')
  await expectSilent(host, 'Cleo')
  await expectHeard(host, 'Ben')

  await actOn(host.page, 'Ben', 'takeCohost')
  await expect(ben.page.getByTestId('toasts')).toContainText('You are no longer co-host.')
  await expect(ben.page.getByTestId('for-everyone')).toHaveCount(0)
})

test('a host who leaves is asked; ending sends everybody out', async ({}, info) => {
  const { meeting, host } = await hosted(browser, server, {}, phone)
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await seesAndHears(ben, ['Hana'])
  await host.page.getByTestId('leave').click()
  const question = host.page.getByTestId('leave-dialog')
  await expect(question).toContainText('no other host is there')
  await expectAccessible(host.page)
  await host.page.screenshot({ path: info.outputPath('leave.png') })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(host.page.locator('[data-page="call"]')).toBeVisible()

  await host.page.getByTestId('leave').click()
  await question.getByTestId('only-leave').click()
  await expect(host.page.locator('[data-page="left"]')).toBeVisible()
  await expect(tileOf(ben.page, 'Hana')).toHaveCount(0)
  await host.page.getByRole('button', { name: 'Join again' }).click()
  await expect(host.page.locator('[data-note="host"]')).toBeVisible()
  await host.page.getByRole('button', join).click()
  await isIn(host)
  await host.page.getByTestId('leave').click()
  await question.getByTestId('end-for-all').click()
  for (const { page } of [host, ben]) await expect(page.locator('[data-page="ended"]')).toBeVisible()
  const late = await browser.newPage()
  await late.goto(`${server.url}/meeting/${meeting}`)
  await expect(late.locator('[data-page="ended"], [data-page="expired"]')).toBeVisible()
})
