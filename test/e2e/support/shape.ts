import { test } from '@playwright/test'

/** How Treff runs in a test: alone; in front of a second one that is its LiveKit server; in front of the deployment of TEST_LIVEKIT_URL. */
export type Shape = 'embedded' | 'cluster' | 'livekit'

/** By TREFF_TEST_SHAPE, else by the Playwright project. */
export function testShape(): Shape {
  const name = process.env['TREFF_TEST_SHAPE'] ?? projectName()
  return name === 'cluster' || name === 'livekit' ? name : 'embedded'
}

/** The Playwright project that runs; empty outside of a test. */
export function projectName(): string {
  try {
    return test.info().project.name
  } catch {
    // Not in a test.
    return ''
  }
}

/** Key and secret of the deployment under test. */
export const livekit = {
  url: process.env['TEST_LIVEKIT_URL'],
  key: process.env['TEST_LIVEKIT_KEY'] ?? 'devkey',
  secret: process.env['TEST_LIVEKIT_SECRET'] ?? 'secret',
}
