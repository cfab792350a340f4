import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser, seesAndHears, tileOf } from '../support/browser.ts'
import { atTheDoor, hosted, isIn, knock, openPeople, phone } from '../support/hosts.ts'
import { create, freeTcpPort, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** The waiting room, from both sides of the door. */

let server: Server
let browser: Browser

test.describe.configure({ timeout: 180_000 })

test.beforeAll(({ common }) => {
  server = common
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

const everyone = { waiting_room: 'everyone', name: 'Planning' }

test('a guest knocks, the host lets them in, and they see and hear each other', { tag: '@cluster' }, async ({}, info) => {
  const { meeting, host } = await hosted(browser, server, everyone)
  const ben = await knock(browser, server, meeting, 'Ben', phone)
  await expect(ben.page.getByTestId('waiting')).toContainText('The host knows that you are here')
  await expect(ben.page).toHaveTitle(/^Waiting …/)
  await expect(ben.page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(ben.page.getByTestId('preview')).toBeVisible()
  await expectAccessible(ben.page)

  const notice = host.page.getByTestId('knock')
  await expect(notice).toContainText('Ben wants to come in')
  await expect(host.page.getByTestId('announcer')).toHaveText('Ben wants to come in')
  await expect(host.page).toHaveTitle(/^1 person waits/)
  await expectAccessible(host.page)
  await ben.page.screenshot({ path: info.outputPath('waiting.png') })
  await host.page.screenshot({ path: info.outputPath('knock.png') })
  await notice.getByRole('button', { name: 'Admit Ben' }).click()
  await expect(notice).toBeHidden()
  await isIn(ben)
  await seesAndHears(host, ['Ben'])
  await seesAndHears(ben, ['Hana'])

  // Who was in once comes back without knocking.
  await ben.page.reload()
  await ben.page.getByRole('button', { name: 'Join meeting' }).click()
  await isIn(ben)
  expect([...ben.errors, ...host.errors]).toEqual([])
})

test('a guest who is not let in is told so', async ({}, info) => {
  const { meeting, host } = await hosted(browser, server, everyone)
  const ben = await atTheDoor(browser, server, meeting, 'Ben')
  // What is known of the meeting arrives after the knock.
  let tell = () => {}
  const told = new Promise<void>((resolve) => (tell = resolve))
  await ben.page.route(`**/${meeting}/info`, async (route) => {
    await told
    await route.continue()
  })
  await ben.page.reload()
  await ben.page.getByLabel('Your name').fill('Ben')
  await ben.page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(ben.page.getByTestId('waiting')).toBeVisible()
  await expect(ben.page).toHaveTitle(`Waiting … · ${meeting} · Treff`)
  tell()
  await expect(ben.page).toHaveTitle(/^Waiting … · Planning/)
  await host.page.getByTestId('knock').getByRole('button', { name: 'Deny Ben' }).click()
  await expect(ben.page.locator('[data-page="denied"]')).toBeVisible()
  await expectAccessible(ben.page)
  await ben.page.screenshot({ path: info.outputPath('denied.png') })
  await expect(tileOf(host.page, 'Ben')).toHaveCount(0)
  await ben.page.reload()
  await ben.page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(ben.page.locator('[data-page="denied"]')).toBeVisible()
})

test('several wait: the list above the people, all at once, and one who goes away', async ({}, info) => {
  const { meeting, host } = await hosted(browser, server, everyone)
  const guests = []
  for (const name of ['Ada', 'Ben', 'Cleo']) guests.push(await knock(browser, server, meeting, name))
  const [ada, ben, cleo] = guests as [(typeof guests)[0], (typeof guests)[0], (typeof guests)[0]]
  await expect(host.page.getByTestId('knock')).toContainText('Ada and 2 others want to come in')
  await host.page.getByTestId('knock').getByRole('button', { name: 'Show' }).click()
  const list = host.page.getByTestId('waiting-list')
  await expect(list.getByRole('listitem')).toHaveText([/^Ada/, /^Ben/, /^Cleo/])
  await expect(list).toContainText('Waiting (3)')
  await expectAccessible(host.page)
  await host.page.screenshot({ path: info.outputPath('list.png') })

  await ada.page.getByTestId('leave-waiting').click()
  await expect(ada.page.locator('[data-page="prejoin"]')).toBeVisible()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await list.getByRole('button', { name: 'Admit all' }).click()
  await isIn(ben)
  await isIn(cleo)
  await expect(list).toBeHidden()
})

test('a place survives a reload and a restart of the server, and the host comes later', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'treff-lobby-'))
  const environment = { DATA_DIR: dataDirectory, PORT: String(await freeTcpPort()) }
  let own = await startServer(environment)
  try {
    const { meeting_id: meeting, host_key: hostKey } = await create(own, everyone)
    const ben = await knock(browser, own, meeting, 'Ben')
    const text = ben.page.getByTestId('waiting')
    await expect(text).toContainText('The host is not there yet')
    await ben.page.reload()
    await expect(text).toContainText('The host is not there yet')

    await own.kill()
    await expect(text).toContainText('Your place is kept while this page reconnects')
    await expectAccessible(ben.page)
    own = await startServer(environment)
    await expect(text).toContainText('The host is not there yet', { timeout: 30_000 })

    const host = await atTheDoor(browser, own, `${meeting}#host=${hostKey}`, 'Hana')
    await expect(host.page.locator('[data-note="host"]')).toBeVisible()
    expect(new URL(host.page.url()).hash).toBe('')
    await host.page.getByRole('button', { name: 'Join meeting' }).click()
    await isIn(host)
    await expect(text).toContainText('The host knows that you are here')
    const people = await openPeople(host.page)
    await people.getByRole('button', { name: 'Admit Ben' }).click()
    await isIn(ben)
    await seesAndHears(host, ['Ben'])
    expect([...ben.errors, ...host.errors]).toEqual([])
  } finally {
    await own.stop()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})

test('the meeting ends while somebody waits', async () => {
  const { meeting, host } = await hosted(browser, server, everyone)
  const ben = await knock(browser, server, meeting, 'Ben')
  await openPeople(host.page)
  await host.page.getByTestId('for-everyone').click()
  await host.page.locator('[data-action="end"]').click()
  await host.page.getByTestId('end-for-all').click()
  await expect(host.page.locator('[data-page="ended"]')).toBeVisible()
  await expect(ben.page.locator('[data-page="ended"]')).toBeVisible()
})
