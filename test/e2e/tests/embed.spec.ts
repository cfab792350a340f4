import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, FrameLocator, Page } from '@playwright/test'
import { launchBrowser } from '../support/browser.ts'
import { createMeeting, startServer, type Server } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** A meeting in a frame of another site: events come out, commands go in, and a site that is not allowed gets nothing. */

type HostEvent = { type: string; [field: string]: unknown }

let allowedSite: Site
let otherSite: Site
let server: Server
let browser: Browser

test.describe.configure({ timeout: 120_000 })

test.beforeAll(async () => {
  allowedSite = await serveSite()
  otherSite = await serveSite()
  server = await startServer({ EMBED_ORIGINS: allowedSite.origin })
})

test.beforeEach(async () => {
  browser = await launchBrowser({ camera: 'small' })
})

test.afterEach(() => browser.close())

test.afterAll(async () => {
  await server.stop()
  await allowedSite.close()
  await otherSite.close()
})

test('a page of an allowed site shows a meeting, hears of it and hangs up', async () => {
  const { page, frame, meeting } = await embed(allowedSite)
  await expect.poll(() => types(page)).toEqual(['treff.ready'])
  expect((await events(page))[0]).toEqual({ type: 'treff.ready', version: 1, meetingId: meeting })

  await say(page, { type: 'treff.setDisplayName', displayName: 'Ada Lovelace' })
  await expect(frame.getByLabel('Your name')).toHaveValue('Ada Lovelace')
  await frame.getByRole('button', { name: 'Join meeting' }).click()
  await expect(frame.locator('[data-page="call"]')).toBeVisible({ timeout: 30_000 })
  const joined = await waitFor(page, 'treff.joined')
  expect(joined).toMatchObject({ meetingId: meeting, displayName: 'Ada Lovelace' })
  expect(await waitFor(page, 'treff.participantCount')).toMatchObject({ count: 1 })
  await expect.poll(() => last(page, 'treff.media'), { timeout: 30_000 }).toMatchObject({ microphone: true, camera: true })

  await say(page, { type: 'treff.toggleMicrophone' })
  await expect.poll(() => last(page, 'treff.media')).toMatchObject({ microphone: false, camera: true })
  await say(page, { type: 'treff.toggleCamera' })
  await expect.poll(() => last(page, 'treff.media')).toMatchObject({ microphone: false, camera: false })
  await say(page, { type: 'treff.nonsense' })
  expect(await waitFor(page, 'treff.error')).toMatchObject({ code: 'unknown_command' })

  await say(page, { type: 'treff.hangUp' })
  expect(await waitFor(page, 'treff.left')).toEqual({ type: 'treff.left', meetingId: meeting, reason: 'left' })
  await expect(frame.locator('[data-page="left"]')).toBeVisible()
})

test('the second person is counted, and gone again', async () => {
  const { page, frame, meeting } = await embed(allowedSite)
  await frame.getByLabel('Your name').fill('Ada')
  await frame.getByRole('button', { name: 'Join meeting' }).click()
  await waitFor(page, 'treff.joined')
  const context = await browser.newContext({ locale: 'en-US' })
  const ben = await context.newPage()
  await ben.goto(`${server.url}/meeting/${meeting}`)
  await ben.getByLabel('Your name').fill('Ben')
  await ben.getByRole('button', { name: 'Join meeting' }).click()
  await expect.poll(() => last(page, 'treff.participantCount'), { timeout: 30_000 }).toMatchObject({ count: 2 })
  await context.close()
  await expect.poll(() => last(page, 'treff.participantCount'), { timeout: 60_000 }).toMatchObject({ count: 1 })
})

test('a site that is not allowed is refused by the browser', async () => {
  const page = await newPage()
  const refusal = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()))
  const meeting = await createMeeting(server)
  await page.goto(otherSite.pageFor(`${server.url}/meeting/${meeting}`))
  await refusal
  await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
  expect(await events(page)).toEqual([])
})

test('other pages than meetings stay out of frames of allowed sites, too', async () => {
  const page = await newPage()
  const refusal = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()))
  await page.goto(allowedSite.pageFor(`${server.url}/`))
  await refusal
})

async function embed(site: Site): Promise<{ page: Page; frame: FrameLocator; meeting: string }> {
  const meeting = await createMeeting(server)
  const page = await newPage()
  await page.goto(site.pageFor(`${server.url}/meeting/${meeting}`))
  return { page, frame: page.frameLocator('iframe'), meeting }
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US' })
  return context.newPage()
}

const events = (page: Page) => page.evaluate(() => (window as unknown as { heard: HostEvent[] }).heard)

const types = async (page: Page) => (await events(page)).map(({ type }) => type)

const last = async (page: Page, type: string) => (await events(page)).findLast((event) => event.type === type)

async function waitFor(page: Page, type: string): Promise<HostEvent | undefined> {
  await expect.poll(() => types(page), { timeout: 30_000 }).toContain(type)
  return (await events(page)).find((event) => event.type === type)
}

const say = (page: Page, command: object) =>
  page.evaluate(
    ([message, target]) => document.querySelector('iframe')?.contentWindow?.postMessage(message, target as string),
    [command, server.url] as const,
  )

type Site = { origin: string; pageFor: (address: string) => string; close: () => Promise<void> }

/** A web site with one page: the frame in its query, and what it heard in `heard`. On 127.0.0.1, for which localhost is another site. */
async function serveSite(): Promise<Site> {
  const listener: HttpServer = createServer((request, response) => {
    const address = new URL(request.url ?? '/', 'http://site').searchParams.get('address') ?? 'about:blank'
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>Intranet</title>
      <script>
        window.heard = [];
        addEventListener('message', (event) => {
          if (event.origin === ${JSON.stringify(new URL(address, 'http://nowhere').origin)}) heard.push(event.data);
        });
      </script>
      <iframe src="${address.replaceAll('"', '&quot;')}" width="1000" height="700"
        allow="camera; microphone; display-capture; fullscreen; autoplay; screen-wake-lock"></iframe>`)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  return {
    origin,
    pageFor: (address) => `${origin}/?address=${encodeURIComponent(address)}`,
    close: async () => {
      listener.close()
      listener.closeAllConnections()
      await once(listener, 'close')
    },
  }
}
