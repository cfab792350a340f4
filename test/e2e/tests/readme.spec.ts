import { launchBrowser, seesAndHears, type Guest } from '../support/browser.ts'
import { launch } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

test('the README way: ./dev run, new meeting, send the link', async () => {
  test.setTimeout(300_000)
  const server = await launch('./dev', ['run'], {}, 240_000)
  const browsers = []
  try {
    const guests: Guest[] = []
    let link = ''
    for (const name of ['Ada', 'Ben']) {
      const browser = await launchBrowser({ camera: 'usual' })
      browsers.push(browser)
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
      await page.addInitScript(() => localStorage.setItem('treff.debug', '1'))
      if (link === '') {
        await page.goto('http://localhost:8000')
        await page.getByRole('button', { name: 'New meeting' }).click()
        await page.waitForURL(/\/meeting\/[a-z]{3}-[a-z]{4}-[a-z]{3}/)
        link = page.url()
      } else {
        await page.goto(link)
      }

      await page.getByLabel('Your name').fill(name)
      await page.getByRole('button', { name: 'Join meeting' }).click()
      await expect(page.locator('[data-page="call"]')).toBeVisible()
      guests.push({ name, browser, page, errors: [] })
    }

    const [ada, ben] = guests as [Guest, Guest]
    await seesAndHears(ada, ['Ben'])
    await seesAndHears(ben, ['Ada'])
  } finally {
    for (const browser of browsers) await browser.close()
    await server.stop()
  }
})
