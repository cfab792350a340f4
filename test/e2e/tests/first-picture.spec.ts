import { join, openMeeting } from '../support/browser.ts'
import { createMeeting, startServer } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

/** From the click on "Join meeting" to the first picture of the other person. The figure is printed, not asserted. */
test('first picture: median of ten joins', async () => {
  test.setTimeout(240_000)
  const server = await startServer()
  const meeting = await createMeeting(server)
  const host = await join(server, meeting, 'Ada', { camera: 'usual', process: 'own' })
  const times: number[] = []
  try {
    for (let i = 0; i < 10; i++) {
      const guest = await openMeeting(server, meeting, `Guest ${i}`, { camera: 'usual', process: 'own' })
      await guest.page.waitForLoadState('networkidle')
      const time = await guest.page.evaluate(async () => {
        const button = [...document.querySelectorAll('button')].find((candidate) => candidate.textContent?.includes('Join meeting'))
        if (!button) throw new Error('no join button')
        const start = performance.now()
        button.click()
        return new Promise<number>((resolve) => {
          const look = () => {
            const tile = [...document.querySelectorAll('[data-testid="tile"]')].find((each) => each.textContent?.includes('Ada'))
            const video = tile?.querySelector('video')
            if (video && video.videoWidth > 0 && video.readyState >= 2) resolve(performance.now() - start)
            else requestAnimationFrame(look)
          }
          look()
        })
      })
      times.push(time)
      await guest.browser.close()
    }
  } finally {
    await host.browser.close()
    await server.stop()
  }

  times.sort((a, b) => a - b)
  const median = ((times[4] ?? 0) + (times[5] ?? 0)) / 2
  console.log(`first picture: median ${median.toFixed(0)} ms, all ${times.map((time) => time.toFixed(0)).join(' ')}`)
  expect(times).toHaveLength(10)
})
