import { randomBytes } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { launchBrowser, received, seesAndHears, tileOf } from '../support/browser.ts'
import { enterTogether } from '../support/guests.ts'
import { createMeeting, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** A meeting whose key is in the link: who has it sees and hears, who has not is told why. */

test.setTimeout(240_000)

let server: Server
let browser: Browser

test.beforeAll(({ common }) => {
  server = common
})

test.beforeEach(async () => {
  browser = await launchBrowser()
})

test.afterEach(() => browser.close())

type RoomWindow = { __treffRoom: import('livekit-client').Room }

const newKey = () => randomBytes(32).toString('base64url')
const link = (meeting: string, key: string) => `${meeting}#key=${key}`
const cannotRead = (page: Page, name: string) => tileOf(page, name).getByTestId('cannot-read')

async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('chat-input').fill(text)
  await page.getByTestId('chat-input').press('Enter')
}

/** Everything that the browser sends by HTTP and WebSocket, as text. */
function watchSent(page: Page): () => string {
  let sent = ''
  page.on('request', (request) => {
    sent += `${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}\n`
  })
  page.on('websocket', (socket) => {
    sent += `${socket.url()}\n`
    socket.on('framesent', ({ payload }) => (sent += `${payload.toString('latin1' as never)}\n`))
  })
  return () => sent
}

test('with the key people see, hear and write to each other, and the server never gets it', async () => {
  const meeting = await createMeeting(server)
  const key = newKey()
  // Layers are looked at below.
  const large = await launchBrowser({ camera: 'usual' })
  const ada = await enterTogether(large, server, link(meeting, key), 'Ada')
  const context = await browser.newContext({ locale: 'en-US' })
  await context.addInitScript(() => localStorage.setItem('treff.debug', '1'))
  const page = await context.newPage()
  const sent = watchSent(page)
  await page.goto(server.url)
  // Pasted on the home page, as people do.
  await page.getByLabel('Code or link').fill(`Come to ${server.url}/meeting/${link(meeting, key)}`)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('encryption-note')).toContainText(/Comparison code: \d{3} \d{3} \d{3} \d{3}/)
  const note = (await page.getByTestId('encryption-note').textContent())!
  await page.getByLabel('Your name').fill('Ben')
  await page.getByRole('button', { name: 'Join meeting' }).click()
  const ben = { name: 'Ben', page }
  await expect(page.locator('[data-phase="connected"]')).toBeVisible()

  await seesAndHears(ada, ['Ben'])
  await seesAndHears(ben, ['Ada'])

  // Layers of an encrypted picture: the server finds them by what stays readable of each frame.
  const height = async () => (await received(page))['Ada']!.height
  const ask = (quality: number) =>
    page.evaluate((wanted) => {
      const [ada] = (window as unknown as RoomWindow).__treffRoom.remoteParticipants.values()
      for (const publication of ada!.videoTrackPublications.values()) publication.setVideoQuality(wanted)
    }, quality)
  await expect.poll(height, { timeout: 40_000 }).toBeGreaterThan(180)
  await ask(0)
  await expect.poll(height, { timeout: 30_000 }).toBe(180)
  await seesAndHears(ben, ['Ada'])
  await ask(2)
  await expect.poll(height, { timeout: 40_000 }).toBeGreaterThan(180)
  await seesAndHears(ben, ['Ada'])

  // The same digits for both, as before joining; the link that is passed on has the key.
  await ada.page.getByTestId('encryption').click()
  const code = (await ada.page.getByTestId('comparison-code').textContent())!.trim()
  expect(code).toMatch(/^\d{3} \d{3} \d{3} \d{3}$/)
  expect(note).toContain(code)
  await expectAccessible(ada.page)

  // Messages and reactions, in both directions.
  await ada.page.getByTestId('panel-chat').click()
  await expect(ada.page.getByTestId('chat')).toContainText('only for those who are here now')
  await write(ada.page, 'A secret for Ben')
  await page.getByTestId('panel-chat').click()
  await expect(page.getByTestId('message')).toContainText('A secret for Ben')
  await write(page, 'One for Ada')
  await expect(ada.page.getByTestId('message').last()).toContainText('One for Ada')

  // Whoever comes later, with the key, finds no history: none was kept.
  const cleo = await enterTogether(browser, server, link(meeting, key), 'Cleo')
  await cleo.page.getByTestId('panel-chat').click()
  await seesAndHears(cleo, ['Ada', 'Ben'])
  await expect(cleo.page.getByTestId('message')).toHaveCount(0)

  expect(sent()).toContain('/join')
  expect(sent()).not.toContain(key)
  expect(sent()).not.toContain('A secret for Ben')
  expect(sent()).not.toContain('One for Ada')
  expect(server.log()).not.toContain(key)
  await large.close()
})

test('with another key one is told so, and so are the others', async () => {
  const meeting = await createMeeting(server)
  const key = newKey()
  const ada = await enterTogether(browser, server, link(meeting, key), 'Ada')
  const ben = await enterTogether(browser, server, link(meeting, key), 'Ben')
  const mallory = await enterTogether(browser, server, link(meeting, newKey()), 'Mallory')

  for (const name of ['Ada', 'Ben'])
    await expect(cannotRead(mallory.page, name)).toHaveText(`${name} has another key and can be neither seen nor heard`, { timeout: 30_000 })
  await expect(mallory.page.getByTestId('other-key')).toContainText('Your key does not fit that of the others')
  await expect(cannotRead(ada.page, 'Mallory')).toHaveText('Mallory has another key and can be neither seen nor heard')
  await expect(ada.page.getByTestId('other-key')).toHaveCount(0)
  await expectAccessible(mallory.page)

  // Those who have it go on undisturbed; nothing of it was decoded by the one who has not.
  await seesAndHears(ada, ['Ben'])
  await seesAndHears(ben, ['Ada'])
  for (const { frames, energy } of Object.values(await received(mallory.page))) expect([frames, energy]).toEqual([0, 0])
  await expect(cannotRead(mallory.page, 'Ada')).toBeVisible()

  await ada.page.getByTestId('panel-chat').click()
  await write(ada.page, 'Not for Mallory')
  await ben.page.getByTestId('panel-chat').click()
  await expect(ben.page.getByTestId('message')).toContainText('Not for Mallory')
  await mallory.page.getByTestId('panel-chat').click()
  await expect(mallory.page.getByTestId('message')).toHaveCount(0)
})

test('a link without its key, with half of it, and a browser that cannot', async () => {
  const meeting = await createMeeting(server)
  const key = newKey()
  await enterTogether(browser, server, link(meeting, key), 'Ada')

  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await page.goto(`${server.url}/meeting/${meeting}`)
  await page.getByLabel('Your name').fill('Ben')
  await page.getByRole('button', { name: 'Join meeting' }).click()
  await expect(page.locator('[data-page="keymissing"]')).toContainText('This link is not complete')
  await expectAccessible(page)
  // The whole link, pasted into the same tab.
  await page.evaluate((hash) => (location.hash = hash), `#key=${key}`)
  await expect(page.getByTestId('encryption-note')).toBeVisible()

  const half = await browser.newPage({ locale: 'en-US' })
  await half.goto(`${server.url}/meeting/${link(meeting, key.slice(0, 20))}`)
  await expect(half.locator('[data-page="keydamaged"]')).toContainText('This link is damaged')

  const old = await browser.newPage({ locale: 'en-US' })
  await old.addInitScript(() => {
    delete (RTCRtpSender.prototype as { createEncodedStreams?: unknown }).createEncodedStreams
    delete (window as { RTCRtpScriptTransform?: unknown }).RTCRtpScriptTransform
  })
  await old.goto(`${server.url}/meeting/${link(meeting, key)}`)
  await expect(old.locator('[data-page="noencryption"]')).toContainText('This browser cannot encrypt')
})

test('who sends clear pictures is not shown: anybody on the way could have made them', async () => {
  const meeting = await createMeeting(server)
  const quiet = async (name: string, address: string) => {
    const context = await browser.newContext({ locale: 'en-US' })
    await context.addInitScript(() => {
      localStorage.setItem('treff.debug', '1')
      localStorage.setItem('treff.devices', JSON.stringify({ cameraOn: false, microphoneOn: false }))
    })
    const page = await context.newPage()
    await page.goto(`${server.url}/meeting/${address}`)
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Join meeting' }).click()
    await expect(page.locator('[data-phase="connected"]')).toBeVisible()
    return page
  }
  const ada = await quiet('Ada', link(meeting, newKey()))
  const ben = await enterTogether(browser, server, meeting, 'Ben')
  await expect(cannotRead(ada, 'Ben')).toHaveText('Ben does not encrypt and is therefore neither seen nor heard')
  const subscribed = () =>
    ada.evaluate(() => {
      const [ben] = (window as unknown as RoomWindow).__treffRoom.remoteParticipants.values()
      return [...ben!.trackPublications.values()].map(({ isSubscribed }) => isSubscribed)
    })
  await expect.poll(subscribed).toEqual([false, false])

  // A clear message is not taken either.
  await ben.page.getByTestId('panel-chat').click()
  await write(ben.page, 'Believe me')
  await expect(ben.page.getByTestId('message')).toContainText('Believe me')
  await ada.getByTestId('panel-chat').click()
  await expect(ada.getByTestId('message')).toHaveCount(0)
})

test('a meeting that was made encrypted asks for the whole link before anybody joins', async () => {
  const meeting = await createMeeting(server, { e2ee: true })
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(`${server.url}/meeting/${meeting}`)
  await expect(page.locator('[data-page="keymissing"]')).toContainText('This link is not complete')
})
