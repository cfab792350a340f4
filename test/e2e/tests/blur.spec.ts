import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchBrowser, pressJoin } from '../support/browser.ts'
import { createMeeting, startServer } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** Blur of the background is there when the operator has put the model into the data directory, and comes from this server alone. */

async function prejoin(page: Page, url: string, meeting: string): Promise<void> {
  await page.goto(`${url}/meeting/${meeting}`)
  await page.getByLabel('Your name').fill('Ada')
  await expect(page.getByTestId('preview')).toBeVisible()
}

test('without the model nothing is offered', async () => {
  const server = await startServer()
  const browser = await launchBrowser({ camera: 'usual' })
  try {
    const page = await browser.newPage({ locale: 'en-US' })
    const asked = page.waitForResponse('**/models/selfie_segmenter.tflite')
    await prejoin(page, server.url, await createMeeting(server))
    expect((await asked).status()).toBe(404)
    await expect(page.getByTestId('blur')).toHaveCount(0)
  } finally {
    await browser.close()
    await server.stop()
  }
})

test('a model that is none is said before joining and in the call, and the picture goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'treff-blur-'))
  writeFileSync(join(folder, 'selfie_segmenter.tflite'), 'this is not a model')
  const server = await startServer({ DATA_DIR: folder })
  const browser = await launchBrowser({ camera: 'usual', args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] })
  try {
    const page = await browser.newPage({ locale: 'en-US' })
    await page.addInitScript(() => localStorage.setItem('treff.debug', '1'))
    const requests: string[] = []
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('request', (request) => requests.push(request.url()))
    await prejoin(page, server.url, await createMeeting(server))
    expect(requests.join('\n')).not.toContain('tasks-vision')
    const choice = page.getByLabel('Background')
    await choice.selectOption('light')
    await expect(page.getByTestId('blur')).toContainText('The background could not be blurred', { timeout: 40_000 })
    // The WebAssembly ran, under our policy for scripts, and it was the model that it did not like.
    expect(said.join('\n')).toContain('The model is not a valid Flatbuffer buffer')
    await expect(choice).toHaveValue('off')
    await expect(page.getByTestId('preview')).toBeVisible()

    await pressJoin({ name: 'Ada', browser, page, errors: [] })
    await page.getByTestId('more').click()
    await page.getByTestId('open-settings').click()
    await page.getByTestId('panel').getByLabel('Background').selectOption('strong')
    await expect(page.getByTestId('panel').getByTestId('blur')).toContainText('The background could not be blurred', { timeout: 40_000 })
    await expect(page.getByTestId('camera')).toHaveAttribute('data-on', 'true')

    // The code, its WebAssembly and the model: all of it from here.
    expect(requests.some((url) => /\/tasks-vision-[\d.]+\/\w+\.wasm$/.test(url))).toBe(true)
    expect(requests.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url))).toEqual([])
  } finally {
    await browser.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
