import { expect, test } from 'vitest';
import { clockText, startText, untilText } from './countdown';

test.each([
  [-5, '0:00'],
  [4_600, '0:05'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
])('clock of %i ms', (ms, text) => expect(clockText(ms)).toBe(text));

test.each([
  [5 * 86_400_000 + 5, 'in 5 days'],
  [47 * 3_600_000, 'in 47 hours'],
  [3_600_000, 'in 1 hour'],
  [3_599_000, '59:59'],
])('until %i ms', (ms, text) => expect(untilText(ms, 'en')).toBe(text));

test('today has a time, another day a date, too', () => {
  const noon = new Date(2026, 10, 25, 12, 0).getTime();
  expect(startText(noon, 'de', noon - 3_600_000)).toBe('12:00');
  expect(startText(noon, 'de', noon - 86_400_000)).toBe('Mittwoch, 25. November um 12:00');
});
