import { beforeEach, expect, test } from 'vitest';
import { keepKeysUntil, readKeys, saveKeys } from './meetingKeys';

const day = 86_400_000;
const at = (ms: number) => new Date(ms).toISOString();
const none = { hostKey: null, ticket: null };

beforeEach(() => localStorage.clear());

test('each meeting has its own keys, and one field leaves the other alone', () => {
  saveKeys('abc-defg-hij', { hostKey: 'h' }, at(Date.now() + day));
  saveKeys('abc-defg-hij', { ticket: 't' });
  expect(readKeys('abc-defg-hij')).toEqual({ hostKey: 'h', ticket: 't' });
  expect(readKeys('xyz-defg-hij')).toEqual(none);
  saveKeys('abc-defg-hij', { hostKey: null });
  expect(readKeys('abc-defg-hij')).toEqual({ hostKey: null, ticket: 't' });
});

test('keys go a week after their meeting has ended', () => {
  const now = Date.now();
  saveKeys('abc-defg-hij', { hostKey: 'h' }, at(now + day), now);
  saveKeys('xyz-defg-hij', { hostKey: 'x' }, at(now + 30 * day), now + 7 * day);
  expect(readKeys('abc-defg-hij').hostKey).toBe('h');
  saveKeys('xyz-defg-hij', {}, undefined, now + 8 * day + 1);
  expect(readKeys('abc-defg-hij')).toEqual(none);
  expect(readKeys('xyz-defg-hij').hostKey).toBe('x');
});

test('a meeting that goes on keeps its keys, and one without keys gets no entry', () => {
  const now = Date.now();
  saveKeys('abc-defg-hij', { ticket: 't' }, at(now), now);
  keepKeysUntil('abc-defg-hij', at(now + 60 * day));
  keepKeysUntil('xyz-defg-hij', at(now + 60 * day));
  saveKeys('other', { ticket: 'o' }, undefined, now + 20 * day);
  expect(readKeys('abc-defg-hij').ticket).toBe('t');
  expect(Object.keys(JSON.parse(localStorage.getItem('treff.keys')!) as object)).toEqual([
    'abc-defg-hij',
    'other',
  ]);
});

test.each(['nonsense', '[]', 'null', '{"abc-defg-hij":{"hostKey":1,"until":9e15}}', '{"abc-defg-hij":null}'])(
  'what something else wrote is nothing: %s',
  (stored) => {
    localStorage.setItem('treff.keys', stored);
    expect(readKeys('abc-defg-hij')).toEqual(none);
  },
);
