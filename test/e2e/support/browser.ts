import { chromium, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { takeBrowser } from './pool.ts'
import type { Server } from './server.ts'
import { smallCamera } from './smallCamera.ts'

/**
 * The first two are pages that Chromium loads for its address bar with every context: a tenth of the processor time of these tests. The switch
 * replaces Playwright's own; the rest repeats of that what matters here.
 */
const absentFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${absentFeatures.join(',')}`,
]

const fakeDevices = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
]

export const chromiumPath = process.env['TREFF_CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * `camera`: only tests that look at sizes, rates or pictures pay for the usual one. `executable`: instead of `chromiumPath`, for one in a network
 * of its own. `process`: of its own for tests that measure what a browser costs or takes, and wherever its arguments are.
 */
export type LaunchOptions = {
  devices?: boolean
  camera?: 'usual' | 'small'
  autoplay?: boolean
  args?: string[]
  init?: string
  executable?: string
  process?: 'own' | 'shared'
}

/** A Chromium with fresh profiles. */
export async function launchBrowser({
  devices = true,
  camera = 'small',
  autoplay = true,
  args = [],
  executable = chromiumPath,
  process = args.length > 0 || executable !== chromiumPath ? 'own' : 'shared',
}: LaunchOptions = {}): Promise<Browser> {
  const options = {
    executablePath: executable,
    ignoreDefaultArgs: ['--headless', '--mute-audio'],
    args: [
      ...flags,
      ...(devices ? fakeDevices : []),
      ...(camera === 'small' ? smallCamera() : []),
      ...(autoplay ? ['--autoplay-policy=no-user-gesture-required'] : []),
      ...args,
    ],
  }
  return process === 'own' ? chromium.launch(options) : takeBrowser(options)
}

export type Guest = { name: string; browser: Browser; page: Page; errors: string[] }

/** A person with a browser of their own in the meeting. */
export async function join(
  server: Server,
  meetingId: string,
  name: string,
  options: LaunchOptions & { context?: BrowserContextOptions } = {},
): Promise<Guest> {
  const guest = await openMeeting(server, meetingId, name, options)
  await pressJoin(guest)
  return guest
}

/** The same, but still before the "Join meeting" button. */
export async function openMeeting(
  server: Server,
  meetingId: string,
  name: string,
  options: LaunchOptions & { context?: BrowserContextOptions } = {},
): Promise<Guest> {
  const browser = await launchBrowser(options)
  const context = await browser.newContext({ locale: 'en-US', ...options.context })
  await context.addInitScript(() => localStorage.setItem('treff.debug', '1'))
  if (options.init) await context.addInitScript({ content: options.init })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(`${server.url}/meeting/${meetingId}`)
  await page.getByLabel('Your name').fill(name)
  return { name, browser, page, errors }
}

export async function pressJoin({ page }: Guest): Promise<void> {
  await page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(page.locator('[data-page="call"]')).toBeVisible()
  await page.waitForFunction(
    () => (window as unknown as { __treffRoom?: import('livekit-client').Room }).__treffRoom?.state === 'connected',
  )
}

export const tiles = (page: Page) => page.getByTestId('tile')

export const tileOf = (page: Page, name: string) => page.getByTestId('tile').filter({ hasText: name })

/** What this guest receives from the others, by their names: frames decoded and audio energy so far. */
export async function received(page: Page): Promise<Record<string, { frames: number; energy: number; height: number }>> {
  return page.evaluate(async () => {
    const room = (window as unknown as { __treffRoom: import('livekit-client').Room }).__treffRoom
    const result: Record<string, { frames: number; energy: number; height: number }> = {}
    for (const participant of room.remoteParticipants.values()) {
      const entry = { frames: 0, energy: 0, height: 0 }
      for (const publication of participant.trackPublications.values()) {
        const report = await publication.track?.getRTCStatsReport()
        report?.forEach((stat: Record<string, unknown>) => {
          if (stat['type'] !== 'inbound-rtp') return
          entry.frames += Number(stat['framesDecoded'] ?? 0)
          entry.height = Math.max(entry.height, Number(stat['frameHeight'] ?? 0))
          entry.energy += Number(stat['totalAudioEnergy'] ?? 0)
        })
      }
      result[participant.name ?? participant.identity] = entry
    }
    return result
  })
}

/** Waits until this guest decodes further frames and further sound of everybody named. */
export async function seesAndHears(guest: Pick<Guest, 'name' | 'page'>, names: string[]): Promise<void> {
  const before = await received(guest.page)
  let now = before
  const missing = () =>
    names.filter((name) => {
      const entry = now[name]
      const earlier = before[name]
      return !entry || entry.frames < (earlier?.frames ?? 0) + 5 || entry.energy <= (earlier?.energy ?? 0)
    })
  await expect
    .poll(
      async () => {
        now = await received(guest.page)
        return missing()
      },
      { message: `${guest.name} sees and hears`, timeout: 30_000, intervals: [100] },
    )
    .toEqual([])
    .catch((error: Error) => {
      throw new Error(`${error.message}\nbefore ${JSON.stringify(before)}\nafter ${JSON.stringify(now)}`)
    })
}
