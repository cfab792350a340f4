import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser } from '../support/browser.ts'
import { serveFixtures, type FixturePage } from '../support/fixtures.ts'
import { expect, test } from '../support/test.ts'

/** Forty-nine people without a server: what the stage does while they speak, turn pages and come forward. */

type Person = { identity: string; isSpeaking: boolean; emit: (event: string, ...values: unknown[]) => void }
type StageWindow = Window &
  typeof globalThis & {
    commits: number
    longTasks: number[]
    treffCall: {
      room: { remoteParticipants: Map<string, Person>; emit: (event: string, ...values: unknown[]) => void }
      turnPage: (by: number) => void
      preferences: { patch: (change: object) => void }
    }
  }

/** React tells developer tools of every commit, also in production; these tools only count. */
const countCommits = () => {
  const here = window as StageWindow
  here.commits = 0
  here.longTasks = []
  const nothing = () => undefined
  Object.assign(here, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      onCommitFiberRoot: () => (here.commits += 1),
      onCommitFiberUnmount: nothing,
      onPostCommitFiberRoot: nothing,
      onScheduleFiberRoot: nothing,
    },
  })
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => here.longTasks.push(duration))).observe({
    type: 'longtask',
  })
}

let fixtures: FixturePage
let browser: Browser
let page: Page

test.beforeAll(async () => {
  test.setTimeout(180_000)
  fixtures = await serveFixtures()
  browser = await launchBrowser({ camera: 'usual' })
  // Axe wants a page of a context of its own.
  page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } })).newPage()
  await page.addInitScript(countCommits)
  await page.goto(`${fixtures.url}?n=49`)
  await expect(page.getByTestId('tile')).not.toHaveCount(0)
})

test.afterAll(async () => {
  await browser.close()
  await fixtures.stop()
})

/** Where each person stands, by identity. */
const places = () =>
  page.getByTestId('tile').evaluateAll((tiles) =>
    Object.fromEntries(tiles.map((tile) => [tile.getAttribute('data-identity'), (tile as HTMLElement).style.transform])),
  )

const speak = (identities: string[]) =>
  page.evaluate((speaking) => {
    const { room } = (window as StageWindow).treffCall
    const people = [...room.remoteParticipants.values()]
    for (const person of people) {
      const isSpeaking = speaking.includes(person.identity)
      if (person.isSpeaking === isSpeaking) continue
      person.isSpeaking = isSpeaking
      person.emit('isSpeakingChanged', isSpeaking)
    }
    room.emit(
      'activeSpeakersChanged',
      people.filter((person) => person.isSpeaking),
    )
  }, identities)

test('a lively meeting of 49 renders nothing while people on the page speak', async () => {
  const visible = Object.keys(await places()).filter((identity) => /\d/.test(identity))
  expect(visible.length).toBeGreaterThan(15)
  await page.evaluate(() => {
    const here = window as StageWindow
    here.commits = 0
    here.longTasks.length = 0
  })
  const marked = new Set<string>()
  for (let round = 0; round < 60; round++) {
    const speakers = [visible[round % visible.length]!, visible[(round * 7 + 3) % visible.length]!]
    await speak(speakers)
    const tile = page.locator(`[data-testid="tile"][data-identity="${speakers[0]}"]`)
    if ((await tile.getAttribute('data-speaking')) === 'true') marked.add(speakers[0]!)
  }
  const { commits, longTasks } = await page.evaluate(() => {
    const { commits, longTasks } = window as StageWindow
    return { commits, longTasks: longTasks.map(Math.round) }
  })
  console.log(`49 people, 60 changes of speakers: ${commits} React commits, long tasks ${JSON.stringify(longTasks)} ms`)
  // Those who are muted in the fixture are not marked.
  expect(marked.size).toBeGreaterThan(10)
  // The clock may turn meanwhile.
  expect(commits).toBeLessThanOrEqual(1)
  expect(longTasks.filter((duration) => duration > 500)).toEqual([])
})

test('who speaks on another page comes onto this one, and nobody else moves', async () => {
  const before = await places()
  const hidden = await page.evaluate(
    (shown) => [...(window as StageWindow).treffCall.room.remoteParticipants.keys()].find((identity) => !shown.includes(identity)),
    Object.keys(before),
  )
  await page.getByTestId('tile').evaluateAll((tiles) => tiles.forEach((tile) => ((tile as HTMLElement).dataset['seen'] = 'before')))
  await speak([hidden!])
  await expect(page.locator(`[data-testid="tile"][data-identity="${hidden}"]`)).toBeVisible()

  // The counter of the other test does count: this was a change of the stage, in one go.
  expect(await page.evaluate(() => (window as StageWindow).commits)).toBeGreaterThan(0)

  const after = await places()
  const moved = Object.keys(after).filter((identity) => identity !== hidden && after[identity] !== before[identity])
  expect(moved).toEqual([])
  const gone = Object.keys(before).filter((identity) => !(identity in after))
  expect(gone).toHaveLength(1)
  expect(after[hidden!]).toBe(before[gone[0]!])
  // The very same elements as before: their videos went on playing.
  await expect(page.locator('[data-testid="tile"][data-seen="before"]')).toHaveCount(Object.keys(before).length - 1)
})

for (const [what, viewport] of [
  ['a phone turned on its side', { width: 844, height: 390 }],
  ['the smallest phone', { width: 320, height: 568 }],
  ['a laptop at 200 % zoom', { width: 720, height: 450 }],
] as const) {
  test(`${what}: tiles stay on the stage, controls within reach, all accessible`, async () => {
    await page.setViewportSize(viewport)
    const inside = (box: { x: number; y: number; width: number; height: number } | null) =>
      box !== null &&
      box.x >= 0 &&
      box.y >= 0 &&
      box.x + box.width <= viewport.width + 1 &&
      box.y + box.height <= viewport.height + 1
    for (const control of ['microphone', 'camera', 'more', 'leave'])
      await expect.poll(async () => inside(await page.getByTestId(control).boundingBox()), { message: control }).toBe(true)
    const controls = await page.getByTestId('controls').boundingBox()
    await expect
      .poll(async () => {
        const boxes = await Promise.all((await page.getByTestId('tile').all()).map((tile) => tile.boundingBox()))
        return boxes.length > 0 && boxes.every((box) => inside(box) && box!.y + box!.height <= controls!.y + 1)
      })
      .toBe(true)
    await expectAccessible(page)
    await page.getByTestId('more').click()
    await expect.poll(async () => inside(await page.getByRole('dialog', { name: 'More' }).boundingBox())).toBe(true)
    await page.keyboard.press('Escape')
    // Keys go to the dialog as long as it is there.
    await expect(page.getByRole('dialog', { name: 'More' })).toBeHidden()
    await page.setViewportSize({ width: 1440, height: 900 })
  })
}

test('pages turn by button, key and finger; every layout keeps the elements it can', async () => {
  const pages = page.getByRole('navigation', { name: 'Pages of participants' })
  const position = pages.locator('[aria-hidden="true"]', { hasText: '/' })
  await expect(position).toHaveText('1 / 3')
  await page.keyboard.press('n')
  await expect(position).toHaveText('2 / 3')
  await pages.getByRole('button', { name: 'Next page' }).click()
  await expect(position).toHaveText('3 / 3')
  await page.locator('[data-layout]').evaluate((stage) => {
    const at = (type: string, clientX: number) =>
      stage.dispatchEvent(
        new PointerEvent(type, { pointerType: 'touch', isPrimary: true, bubbles: true, clientX, clientY: 300 }),
      )
    at('pointerdown', 300)
    at('pointerup', 500)
  })
  await expect(position).toHaveText('2 / 3')
  await page.keyboard.press('b')
  await expect(position).toHaveText('1 / 3')

  await page.evaluate(() => (window as StageWindow).treffCall.preferences.patch({ layout: 'speaker' }))
  await expect(page.locator('[data-layout="speaker"]')).toBeVisible()
  await expect(page.locator('[data-testid="tile"][data-role="main"]')).toHaveCount(1)
  await page.evaluate(() => (window as StageWindow).treffCall.preferences.patch({ layout: 'auto' }))
  await expect(page.locator('[data-layout="grid"]')).toBeVisible()
})

test('one tile or the whole stage fills the screen', async () => {
  const full = () => page.evaluate(() => document.fullscreenElement?.getAttribute('data-testid') ?? document.fullscreenElement?.getAttribute('data-layout'))
  const tile = page.getByTestId('tile').last()
  await tile.hover()
  await tile.getByTestId('fullscreen').click()
  await expect.poll(full).toBe('tile')
  const box = await tile.boundingBox()
  expect(box).toMatchObject({ x: 0, y: 0 })
  expect(box!.width).toBe(await page.evaluate(() => window.innerWidth))
  await page.keyboard.press('f')
  await expect.poll(full).toBeFalsy()
  await page.keyboard.press('f')
  await expect.poll(full).toBe('grid')
  await page.keyboard.press('f')
  await expect.poll(full).toBeFalsy()
})
