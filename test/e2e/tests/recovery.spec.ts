import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import type { Browser } from '@playwright/test'
import { launchBrowser, received, seesAndHears } from '../support/browser.ts'
import { enterTogether } from '../support/guests.ts'
import { createMeeting, freeTcpPort, freeUdpPort, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** The server goes away under a meeting and comes back: so does the meeting, without a click. */

const rounds = 3

// A browser for each: what shares one also shares the camera, and whoever opens it while the other closes it may get no picture.
let browsers: [Browser, Browser]
let folder: string

test.beforeEach(async () => {
  browsers = [await launchBrowser({ process: 'own' }), await launchBrowser({ process: 'own' })]
  folder = mkdtempSync(path(tmpdir(), 'treff-recovery-'))
})

test.afterEach(async () => {
  for (const browser of browsers) await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

async function settings(): Promise<Record<string, string>> {
  return { PORT: String(await freeTcpPort()), MEDIA_UDP_PORT: String(await freeUdpPort()), DATA_DIR: folder }
}

test('a server that is killed and started again is joined again by itself, and media flows', async () => {
  test.setTimeout(300_000)
  const environment = await settings()
  let server: Server = await startServer(environment)
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browsers[0], server, meeting, 'Ada')
  const ben = await enterTogether(browsers[1], server, meeting, 'Ben')
  await seesAndHears(ada, ['Ben'])
  await seesAndHears(ben, ['Ada'])
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    await server.kill()
    await expect(ada.page.getByTestId('reconnecting')).toBeVisible({ timeout: 30_000 })
    server = await startServer(environment)
    const started = Date.now()
    const flows = async () => ((await received(ada.page))['Ben']?.frames ?? 0) > 0 && ((await received(ben.page))['Ada']?.frames ?? 0) > 0
    await expect(ada.page.locator('[data-phase="connected"]')).toBeVisible({ timeout: 60_000 })
    await expect(ben.page.locator('[data-phase="connected"]')).toBeVisible({ timeout: 60_000 })
    await expect.poll(flows, { timeout: 60_000, intervals: [100] }).toBe(true)
    times.push(Date.now() - started)
    await seesAndHears(ada, ['Ben'])
    await seesAndHears(ben, ['Ada'])
  }
  console.log(`recovery after a kill: median ${median(times)} ms of ${times.join(', ')} ms after the server answers again`)
  await server.stop()
})

test('a server that is stopped for a longer time shows a calm page, which joins again with the same name', async () => {
  test.setTimeout(180_000)
  const environment = await settings()
  let server = await startServer(environment)
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browsers[0], server, meeting, 'Ada')
  const ben = await enterTogether(browsers[1], server, meeting, 'Ben')
  await ben.page.getByTestId('camera').click()
  await expect(ben.page.getByTestId('camera')).toHaveAttribute('data-on', 'false')
  await server.stop()
  await expect(ada.page.locator('[data-page="rejoining"]')).toBeVisible({ timeout: 30_000 })
  await expect(ada.page.getByRole('heading', { name: 'The connection is gone' })).toBeFocused()
  await expect(ada.page.getByRole('button', { name: 'Try now' })).toBeVisible()
  server = await startServer(environment)
  await expect(ada.page.locator('[data-phase="connected"]')).toBeVisible({ timeout: 90_000 })
  await expect(ben.page.locator('[data-phase="connected"]')).toBeVisible({ timeout: 90_000 })
  await seesAndHears(ben, ['Ada'])
  await expect(ben.page.getByTestId('camera')).toHaveAttribute('data-on', 'false')
  await server.stop()
})
