import { describe, expect, test } from 'vitest';
import { statusLine, statusOfError } from './deviceStatus';
import type { DeviceStatus } from './deviceStatus';

describe('statusOfError', () => {
  test.each([
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
  ])('%s → %s', (name, status) => expect(statusOfError(new DOMException('', name))).toBe(status));

  test('no media devices at all is an insecure page', () => {
    expect(statusOfError(new TypeError('undefined'))).toBe('insecure');
  });
});

describe('statusLine', () => {
  const table: [DeviceStatus, DeviceStatus, DeviceStatus, string, boolean][] = [
    ['on', 'on', 'on', 'both', false],
    ['starting', 'on', 'starting', 'camera', false],
    ['starting', 'off', 'off', 'microphone', false],
    ['off', 'off', 'off', 'both', false],
    ['busy', 'off', 'busy', 'camera', true],
    ['busy', 'denied', 'denied', 'microphone', true],
    ['missing', 'denied', 'missing', 'camera', true],
    ['on', 'missing', 'missing', 'microphone', true],
    ['denied', 'denied', 'denied', 'both', true],
    ['insecure', 'insecure', 'insecure', 'both', true],
  ];
  test.each(table)('camera %s, microphone %s → %s of %s', (camera, microphone, status, device, isProblem) =>
    expect(statusLine(camera, microphone)).toEqual({ status, device, problem: isProblem ? status : null }),
  );
});
