import { defineConfig } from '@playwright/test'

/** Real server, real Chromium, fake camera and microphone. Tests run one after another: each uses several browsers. */
export default defineConfig({
  testDir: './tests',
  outputDir: '../../artifacts/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  // A test that passes only the second time is reported as flaky in the summary: a bug to look at, not a reason to hold a release.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: { locale: 'en-US' },
})
