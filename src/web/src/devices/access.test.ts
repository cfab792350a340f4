import { describe, expect, test } from 'vitest';
import { deniedBy, isAccessBack, readPermission } from './access';

describe('deniedBy', () => {
  const error = (message: string) => new DOMException(message, 'NotAllowedError');
  test.each([
    ['Permission denied by system', 'prompt', 'system'],
    ['Permission denied', 'denied', 'browser'],
    ['Permission dismissed', 'prompt', 'browser'],
    ['The request is not allowed by the user agent or the platform', 'granted', 'system'],
    ['The request is not allowed by the user agent or the platform', 'unknown', 'browser'],
  ] as const)('%s (permission %s) → %s', (message, permission, by) =>
    expect(deniedBy(error(message), permission)).toBe(by),
  );
});

test.each([
  ['browser', 'granted', false, true],
  ['browser', 'denied', true, false],
  ['browser', 'prompt', false, false],
  ['browser', 'unknown', true, true],
  ['browser', 'unknown', false, false],
  ['system', 'granted', false, true],
  ['system', 'denied', false, false],
] as const)('denied by the %s, permission %s, names %s: access is back %s', (by, permission, names, back) =>
  expect(isAccessBack(by, permission, names)).toBe(back),
);

test('a browser that does not tell is unknown', async () => {
  const refuses = { query: () => Promise.reject(new TypeError('camera')) } as unknown as Permissions;
  expect(await readPermission('camera', refuses)).toBe('unknown');
});
