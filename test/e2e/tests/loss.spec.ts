import { join, received } from '../support/browser.ts'
import { createMeeting, startServer } from '../support/server.ts'
import { expect, test } from '../support/test.ts'

test('two percent of packets lost in both directions do not stop the picture', async () => {
  const server = await startServer({ TEST_MEDIA_LOSS: '0.02' })
  const meeting = await createMeeting(server)
  const ada = await join(server, meeting, 'Ada', { camera: 'usual' })
  const ben = await join(server, meeting, 'Ben', { camera: 'usual' })
  try {
    await expect.poll(async () => (await received(ben.page))['Ada']?.frames ?? 0, { timeout: 30_000 }).toBeGreaterThan(10)
    // Ten windows of one second: the picture must move in each of them.
    for (let second = 0; second < 10; second++) {
      const before = (await received(ben.page))['Ada']?.frames ?? 0
      await expect
        .poll(async () => (await received(ben.page))['Ada']?.frames ?? 0, { timeout: 3_000, intervals: [200] })
        .toBeGreaterThan(before + 4)
    }
  } finally {
    await ada.browser.close()
    await ben.browser.close()
    await server.stop()
  }
})
