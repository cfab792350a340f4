import { defineConfig } from '@playwright/test'

/** Real server, real Chromium, fake camera and microphone. Tests run one after another: each uses several browsers. */
export default defineConfig({
  testDir: './tests',
  outputDir: '../../artifacts/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: { locale: 'en-US' },
})
