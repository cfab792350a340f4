import { describe, expect, test } from 'vitest';
import { formatBits, formatBytes, formatShare, formatSpan } from './format';

test.each([
  [null, '–'],
  [0, '0 kbit/s'],
  [64_400, '64 kbit/s'],
  [1_250_000, '1.3 Mbit/s'],
  [48_000_000, '48 Mbit/s'],
  [2_400_000_000, '2.4 Gbit/s'],
])('bits %s', (bits, expected) => expect(formatBits(bits, 'en', '–')).toBe(expected));

test.each([
  [null, '–'],
  [0, '0%'],
  [0.0123, '1.2%'],
  [0.5, '50%'],
])('share %s', (share, expected) => expect(formatShare(share, 'en', '–')).toBe(expected));

test('bytes', () => {
  expect(formatBytes(340_000_000, 'en')).toBe('340 MB');
  expect(formatBytes(1_500_000_000, 'de')).toBe('1,5 GB');
});

describe('span', () => {
  test.each([
    [-3, '0 sec'],
    [40, '40 sec'],
    [125, '2 min'],
    [3600, '1 hr'],
    [7500, '2 hr 5 min'],
    [270_000, '3 days 3 hr'],
  ])('%s', (seconds, expected) => expect(formatSpan(seconds, 'en')).toBe(expected));
});
