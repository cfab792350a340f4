import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { chromiumPath, join, openMeeting, pressJoin, seesAndHears, type Guest } from '../support/browser.ts'
import { createNetwork, namespacesMissing, type Network } from '../support/namespace.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** What a laptop on its way through the day does to a call: it comes back by itself, with camera and microphone as they were. */

const missing = namespacesMissing()
if (missing) console.log(`skipped: ${missing}`)
test.skip(Boolean(missing), missing)
test.setTimeout(240_000)

let network: Network
let server: Server
let ada: Guest
let ben: Guest
/** Names Ben's browser among the processes of the machine. */
let mark: string

test.beforeEach(async () => {
  network = createNetwork()
  const { url, ...started } = await startServer()
  server = { ...started, url: url.replace('localhost', network.server.ipv4) }
  const meeting = await createMeeting(server)
  const insecure = `--unsafely-treat-insecure-origin-as-secure=${server.url}`
  mark = `--treff-test=${randomUUID()}`
  ada = await join(server, meeting, 'Ada', { args: [insecure] })
  ben = await openMeeting(server, meeting, 'Ben', { executable: network.wrap(chromiumPath), args: [insecure, mark] })
  await pressJoin(ben)
  await ben.page.getByTestId('microphone').click()
  await expect(ben.page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  await seesAndHears(ben, ['Ada'])
})

test.afterEach(async () => {
  await ada?.browser.close()
  await ben?.browser.close()
  await server?.stop()
  network?.remove()
})

const connected = (page: Page) => page.locator('[data-phase="connected"]')

/** Everybody is back: Ben sees and hears Ada, Ada sees Ben, whose microphone is off as it was. */
async function expectAllAsBefore(): Promise<void> {
  await expect(connected(ben.page)).toBeVisible({ timeout: 90_000 })
  await seesAndHears(ben, ['Ada'])
  await expect(ben.page.getByTestId('camera')).toHaveAttribute('data-on', 'true')
  await expect(ben.page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  const tile = ada.page.getByTestId('tile').filter({ hasText: 'Ben' })
  await expect(tile).toHaveCount(1, { timeout: 60_000 })
  await expect(tile.locator('video')).toBeVisible()
  const played = () => tile.locator('video').evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames)
  const before = await played()
  await expect.poll(played, { timeout: 30_000 }).toBeGreaterThan(before + 10)
}

test('a cable that was out for twenty seconds', async () => {
  network.plug(false)
  await expect(ben.page.locator('[data-banner="offline"], [data-banner="reconnecting"]')).toBeVisible({ timeout: 60_000 })
  await ben.page.waitForTimeout(20_000)
  network.plug(true)
  const plugged = Date.now()
  await expectAllAsBefore()
  console.log(`  back ${Date.now() - plugged} ms after the cable`)
})

test('another network with another address', async () => {
  network.moveClient()
  const moved = Date.now()
  // It may go unnoticed: then all there is to see is that nothing stops.
  await expectAllAsBefore()
  console.log(`  as before ${Date.now() - moved} ms after the change`)
})

test('a lid that was closed for a minute', async () => {
  const group = processGroup(mark)
  process.kill(-group, 'SIGSTOP')
  try {
    // Everybody else sees that Ben is gone, or at least that his picture stands still.
    await ada.page.waitForTimeout(60_000)
  } finally {
    process.kill(-group, 'SIGCONT')
  }
  const opened = Date.now()
  await expectAllAsBefore()
  console.log(`  back ${Date.now() - opened} ms after the lid`)
})

/** The group of the process that was started with this argument: a browser and all its parts. */
function processGroup(argument: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(argument)) continue
      const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
      return Number(group)
    } catch (error) {
      // A process that ended while the list was read.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  throw new Error(`no process with ${argument}`)
}
