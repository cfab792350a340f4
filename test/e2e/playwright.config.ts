import { defineConfig } from '@playwright/test'

/**
 * Real server, real Chromium, fake camera and microphone. Each test uses several browsers and often waits for them: three files run beside
 * each other, each with processes of its own. What measures pictures and times, or needs port 8000, has the machine for itself.
 */
const alone = ['bad-networks', 'first-picture', 'footprint', 'loss', 'readme', 'stage'].map((name) => `**/${name}.spec.ts`)

export default defineConfig({
  testDir: './tests',
  workers: 3,
  fullyParallel: false,
  projects: [
    { name: 'beside', testIgnore: alone, outputDir: '../../artifacts/e2e/beside' },
    // The same tests where the media server is elsewhere: a second Treff, or the LiveKit deployment of TEST_LIVEKIT_URL.
    { name: 'cluster', grep: /@cluster/, outputDir: '../../artifacts/e2e/cluster' },
    ...(process.env['TEST_LIVEKIT_URL'] ? [{ name: 'livekit', grep: /@cluster/, outputDir: '../../artifacts/e2e/livekit' }] : []),
    { name: 'alone', testMatch: alone, workers: 1, outputDir: '../../artifacts/e2e/alone' },
  ],
  forbidOnly: Boolean(process.env['CI']),
  // A test that passes only the second time is reported as flaky in the summary: a bug to look at, not a reason to hold a release.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: { locale: 'en-US' },
})
