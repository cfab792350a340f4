import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser, received, seesAndHears, tileOf } from '../support/browser.ts'
import { enterTogether } from '../support/guests.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** What people do in a meeting, with real media between real browsers. */

let server: Server
let browser: Browser

test.beforeAll(({ common }) => {
  server = common
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

const announced = (page: Page) => page.getByTestId('announcer')
const focused = (page: Page) => page.locator(':focus')

/** Presses Tab until the focus is where it should be, as somebody does who sees the focus. */
async function tabTo(page: Page, target: ReturnType<Page['locator']>): Promise<void> {
  for (let stops = 0; stops < 60; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${target}`)
}

test('a whole meeting by keyboard alone', async () => {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(server.url)
  await tabTo(page, page.getByRole('button', { name: 'New meeting' }))
  await page.keyboard.press('Enter')
  const name = page.getByLabel('Your name')
  await expect(name).toBeVisible()
  await tabTo(page, name)
  await page.keyboard.type('Ada')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-phase="connected"]')).toBeVisible()
  const meeting = page.url().split('/').at(-1)!
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await expect(announced(page)).toHaveText('Ben has joined')

  // The microphone, by its shortcut and by holding a key.
  await page.keyboard.press('Control+d')
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'true')
  await expect(announced(page)).toHaveText('Microphone off')
  await page.keyboard.down('v')
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'false')
  await page.keyboard.up('v')
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'true')

  // A hand, which the other one sees with its place in the queue.
  await page.keyboard.press('h')
  await expect(tileOf(ben.page, 'Ada').getByTestId('hand')).toHaveText(/1/)
  await expect(announced(page)).toHaveText('Your hand is raised')

  // A panel takes the focus and gives it back.
  await page.keyboard.press('F2')
  await expect(page.getByTestId('microphone')).toBeFocused()
  await page.keyboard.press('p')
  await expect(focused(page)).toHaveText('People')
  await expect(page.getByTestId('hands')).toContainText('Ada (you)')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('panel')).toBeHidden()
  await expect(page.getByTestId('microphone')).toBeFocused()

  // Everything else is under "More"; its dialog keeps the focus until Escape.
  await tabTo(page, page.getByTestId('more'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'More' })).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await expect(focused(page)).toHaveText(/Shortcuts/)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('panel')).toContainText('Hold to talk')

  // Letters can be switched off, for people whose letters come from elsewhere.
  const letters = page.getByRole('switch', { name: 'Shortcuts with single letters' })
  await tabTo(page, letters)
  await page.keyboard.press('Space')
  await page.keyboard.press('h')
  await expect(letters).not.toBeChecked()
  await expect(tileOf(ben.page, 'Ada').getByTestId('hand')).toBeVisible()
  await page.keyboard.press('Escape')

  // A person is pinned from their tile.
  await tabTo(page, tileOf(page, 'Ben').getByTestId('pin'))
  await page.keyboard.press('Enter')
  await expect(tileOf(page, 'Ben')).toHaveAttribute('data-role', 'main')
  await page.keyboard.press('Enter')

  // Whoever made the meeting is its host, and is asked whether it ends for all.
  await tabTo(page, page.getByTestId('leave'))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByTestId('only-leave'))
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-page="left"]')).toBeVisible()
  await expect(tileOf(ben.page, 'Ada')).toHaveCount(0)
})

test('hands in their order, reactions, panels: seen by the others, accessible on desktop and phone', async () => {
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  const ben = await enterTogether(browser, server, meeting, 'Ben', phone)
  await expect(tileOf(ada.page, 'Ben')).toBeVisible()
  // The fake microphones beep, and who speaks needs no hand.
  for (const { page } of [ada, ben]) {
    await page.getByTestId('microphone').click()
    await expect(page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  }

  await ben.page.getByTestId('raise-hand').click()
  await expect(tileOf(ada.page, 'Ben').getByTestId('hand')).toHaveText(/1/)
  await ada.page.getByTestId('raise-hand').click()
  await expect(tileOf(ben.page, 'Ada').getByTestId('hand')).toHaveText(/2/)
  await ada.page.getByTestId('panel-people').click()
  await expect(ada.page.getByTestId('hands').getByRole('listitem')).toHaveText([/Ben/, /Ada/])
  await expectAccessible(ada.page)

  // Whoever comes later sees the same.
  const cleo = await enterTogether(browser, server, meeting, 'Cleo')
  await expect(tileOf(cleo.page, 'Ben').getByTestId('hand')).toHaveText(/1/)
  await ben.page.getByTestId('raise-hand').click()
  await expect(tileOf(cleo.page, 'Ada').getByTestId('hand')).toHaveText(/1/)

  await ada.page.getByTestId('reactions').click()
  await ada.page.getByTestId('emoji-applause').click()
  await expect(cleo.page.getByTestId('reaction-layer')).toContainText('Ada')
  await expect(cleo.page.getByTestId('reaction-layer').getByRole('img', { name: 'Applause' })).toBeVisible()

  await ben.page.getByTestId('more').click()
  await expectAccessible(ben.page)
  await ben.page.getByTestId('open-settings').click()
  await expect(ben.page.getByTestId('panel')).toBeVisible()
  await expectAccessible(ben.page)
  await ben.page.getByTestId('close-panel').click()
  await expect(ben.page.getByTestId('panel')).toBeHidden()
  for (const { errors } of [ada, ben, cleo]) expect(errors).toEqual([])
})

test('a hand goes down by itself when its owner speaks, and "keep raised" brings it back', async () => {
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  await ada.page.getByTestId('microphone').click()
  await expect(ada.page.getByTestId('microphone')).toHaveAttribute('data-on', 'false')
  await ada.page.getByTestId('raise-hand').click()
  await expect(ada.page.getByTestId('raise-hand')).toHaveAttribute('data-on', 'true')
  // The fake microphone beeps: that is speaking for everybody who only listens.
  await ada.page.getByTestId('microphone').click()
  const keep = ada.page.getByRole('button', { name: 'Keep raised' })
  await speakUntil(ada.page, keep)
  await expect(ada.page.getByTestId('raise-hand')).toHaveAttribute('data-on', 'false')
  await keep.click()
  await expect(ada.page.getByTestId('raise-hand')).toHaveAttribute('data-on', 'true')
})

/** The beeps of the fake microphone are too short for a sentence, so the room's word for it comes from here. */
async function speakUntil(page: Page, shown: ReturnType<Page['locator']>): Promise<void> {
  await page.evaluate(() => {
    const { localParticipant } = (window as unknown as { __treffRoom: import('livekit-client').Room }).__treffRoom
    localParticipant.setIsSpeaking(true)
    localParticipant.setIsSpeaking = () => undefined
  })
  await expect(shown).toBeVisible()
}

test('pictures come in the size in which they are shown, at most as good as wished, and not at all for sound only', async () => {
  test.setTimeout(150_000)
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada', { viewport: { width: 1440, height: 900 } })
  const others = await launchBrowser({ camera: 'usual' })
  await enterTogether(others, server, meeting, 'Ben')
  await enterTogether(others, server, meeting, 'Cleo')
  await seesAndHears(ada, ['Ben', 'Cleo'])
  const height = async (name: string) => (await received(ada.page))[name]?.height ?? 0
  const frames = async (name: string) => (await received(ada.page))[name]?.frames ?? 0

  await tileOf(ada.page, 'Ben').hover()
  await tileOf(ada.page, 'Ben').getByTestId('pin').click()
  await expect(tileOf(ada.page, 'Ben')).toHaveAttribute('data-role', 'main')
  await expect.poll(() => height('Ben'), { timeout: 40_000 }).toBeGreaterThanOrEqual(720)
  await expect.poll(() => height('Cleo'), { timeout: 40_000 }).toBeLessThanOrEqual(360)

  await ada.page.getByTestId('more').click()
  await ada.page.getByTestId('open-settings').click()
  await ada.page.getByRole('radio', { name: /Low quality/ }).check()
  await expect.poll(() => height('Ben'), { timeout: 40_000 }).toBeLessThanOrEqual(180)

  await ada.page.getByRole('radio', { name: /Sound only/ }).check()
  await expect(tileOf(ada.page, 'Ben').locator('video')).toHaveCount(0)
  const stopped = async () => {
    const before = await frames('Ben')
    // Ten pictures would have come meanwhile, by the clock of the sound that still comes.
    const heard = (await received(ada.page))['Ben']?.energy ?? 0
    await expect.poll(async () => (await received(ada.page))['Ben']?.energy ?? 0).toBeGreaterThan(heard)
    return (await frames('Ben')) - before
  }
  await expect.poll(stopped, { timeout: 30_000 }).toBe(0)

  await ada.page.getByRole('radio', { name: /Best quality/ }).check()
  await seesAndHears(ada, ['Ben', 'Cleo'])
  await others.close()
})

test('alone: link, QR code and calendar; gone when somebody comes', async () => {
  const meeting = await createMeeting(server, { name: 'Team' })
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  const card = ada.page.getByTestId('alone')
  await expect(card).toContainText(`/meeting/${meeting}`)
  await card.getByTestId('show-qr').click()
  await expect(card.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expectAccessible(ada.page)
  await card.getByTestId('show-calendar').click()
  const file = await card.getByRole('link', { name: /\.ics/ }).getAttribute('href')
  expect(decodeURIComponent(file!)).toContain(`LOCATION:${server.url}/meeting/${meeting}`)
  expect(decodeURIComponent(file!)).toContain('SUMMARY:Team')
  await enterTogether(browser, server, meeting, 'Ben')
  await expect(card).toBeHidden()
})

test('the small window on top shows the other one, and its controls work', async () => {
  const meeting = await createMeeting(server)
  const ada = await enterTogether(browser, server, meeting, 'Ada')
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await seesAndHears(ada, ['Ben'])
  await ada.page.getByTestId('more').click()
  const opening = ada.page.context().waitForEvent('page')
  await ada.page.getByRole('button', { name: 'Small window on top' }).click()
  const small = await opening
  await expect(small.getByText('Ben')).toBeVisible()
  await expect.poll(() => small.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0)
  await small.getByRole('button', { name: 'Turn microphone off' }).click()
  await expect(tileOf(ben.page, 'Ada')).toHaveAttribute('data-muted', 'true')
  // Pressed from the page that opened it: a click from here would be under way while its own window closes.
  await expect(small.getByRole('button', { name: 'Back to the meeting' })).toBeEnabled()
  await ada.page.evaluate(() => {
    const { window: opened } = (window as unknown as { documentPictureInPicture: { window: Window } }).documentPictureInPicture
    opened.document.querySelector<HTMLButtonElement>('[aria-label="Back to the meeting"]')!.click()
  })
  await expect.poll(() => small.isClosed()).toBe(true)
})

test('two people share at once: the newer screen is large, the other one a click away; one is warned of the hall of mirrors', async () => {
  const meeting = await createMeeting(server, { name: 'Team' })
  const ada = await enterTogether(browser, server, meeting, 'Ada', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  const ben = await enterTogether(browser, server, meeting, 'Ben', { viewport: { width: 1440, height: 900 } })
  const cleo = await enterTogether(browser, server, meeting, 'Cleo', phone)
  const screenOf = (name: string) => cleo.page.getByTestId('stage').filter({ hasText: name })

  await ada.page.getByTestId('share').click()
  // The fake chooser gives away the whole screen, on which this window would be.
  await expect(ada.page.getByTestId('own-screen')).toContainText('hall of mirrors')
  await expect(ada.page.getByTestId('stage')).toHaveCount(0)
  await expect(screenOf('Ada')).toHaveAttribute('data-role', 'main')
  await ben.page.getByTestId('share').click()
  await expect(screenOf('Ben')).toHaveAttribute('data-role', 'main')
  await expect(screenOf('Ada')).toHaveAttribute('data-role', 'side')
  for (const name of ['Ada', 'Ben'])
    await expect
      .poll(() => screenOf(name).locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth))
      .toBeGreaterThan(0)

  // On a phone the first tap shows what can be done with a tile, the second does it.
  await screenOf('Ada').tap({ position: { x: 20, y: 20 } })
  await screenOf('Ada').getByTestId('pin').tap()
  await expect(screenOf('Ada')).toHaveAttribute('data-role', 'main')

  for (const { name, page } of [ada, ben, cleo]) await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
  await ada.page.getByTestId('own-screen').getByRole('button', { name: 'Stop sharing' }).click()
  await expect(screenOf('Ben')).toHaveAttribute('data-role', 'main')
})
