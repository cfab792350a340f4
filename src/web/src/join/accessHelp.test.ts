import { expect, test } from 'vitest';
import { accessHelp } from './accessHelp';

test.each([
  ['browser', 'chrome', 'windows', 'chromium'],
  ['browser', 'edge', 'windows', 'chromium'],
  ['browser', 'firefox', 'linux', 'firefox'],
  ['browser', 'safari', 'macos', 'safari'],
  ['browser', 'chrome', 'android', 'android'],
  ['browser', 'firefox', 'android', 'android'],
  ['browser', 'safari', 'ios', 'ios'],
  ['browser', 'chrome', 'ios', 'other'],
  ['browser', 'other', 'other', 'other'],
  ['system', 'chrome', 'macos', 'macos'],
  ['system', 'safari', 'ios', 'ios'],
] as const)('denied by the %s in %s on %s: help for %s', (by, browser, system, how) =>
  expect(accessHelp(by, { browser, system, version: '1' })).toEqual({ by, how }),
);
