import { describe, expect, test } from 'vitest';
import {
  fragmentOfInput,
  meetingLink,
  parseAlias,
  parseMeetingAddress,
  parseMeetingInput,
  shareLink,
} from './meetingLink';

describe('parseMeetingInput', () => {
  test.each([
    ['abc-defg-hij', 'abc-defg-hij'],
    ['  ABC-DEFG-HIJ ', 'abc-defg-hij'],
    ['abcdefghij', 'abc-defg-hij'],
    ['abc defg hij', 'abc-defg-hij'],
    ['abc–defg–hij', 'abc-defg-hij'],
    ['abc-1234-xyz', 'abc-1234-xyz'],
    ['https://treff.example/meeting/abc-defg-hij', 'abc-defg-hij'],
    ['http://localhost:8000/meeting/ABCDEFGHIJ?debug#key', 'abc-defg-hij'],
    ['treff.example/meeting/abc-defg-hij/', 'abc-defg-hij'],
    ['https://treff.example/sub/meeting/abc-defg-hij', 'abc-defg-hij'],
    ['https://treff.example/meeting.html?id=abc-1234-xyz', 'abc-1234-xyz'],
    ['https://treff.example/meeting.html?a=b&id=abc-1234-xyz#x', 'abc-1234-xyz'],
    ['<https://treff.example/meeting/abc-defg-hij>', 'abc-defg-hij'],
    ['Komm dazu: https://treff.example/meeting/abc-defg-hij.', 'abc-defg-hij'],
    ['"abc-defg-hij"', 'abc-defg-hij'],
  ])('%s', (input, id) => expect(parseMeetingInput(input)).toBe(id));

  test.each([
    '',
    '   ',
    'abc',
    'abc-defg-hijk',
    'abcd-efg-hij',
    'äbc-defg-hij',
    'https://treff.example/',
    'https://treff.example/meeting/',
    'https://treff.example/meeting/%E0%A4%A',
    'https://treff.example/abc-defg-hij',
  ])('refuses "%s"', (input) => expect(parseMeetingInput(input)).toBeNull());
});

test('a link is of the given origin', () => {
  expect(meetingLink('abc-defg-hij', 'https://treff.example')).toBe(
    'https://treff.example/meeting/abc-defg-hij',
  );
});

describe('fragmentOfInput', () => {
  test.each([
    ['abc-defg-hij', ''],
    ['https://x.example/meeting/abc-defg-hij', ''],
    ['https://x.example/meeting/abc-defg-hij#key=a-b_c', '#key=a-b_c'],
    ['<https://x.example/meeting/abc-defg-hij#key=abc&host=x>', '#key=abc&host=x'],
    ['Come to https://x.example/meeting/abc-defg-hij#key=abc. Thanks #1', '#key=abc'],
  ])('%s', (input, fragment) => expect(fragmentOfInput(input)).toBe(fragment));
});
test('a readable address is what people share', () => {
  expect(shareLink('abc-defg-hij', 'team', 'https://treff.example')).toBe('https://treff.example/m/team');
  expect(shareLink('abc-defg-hij', null, 'https://treff.example')).toBe(
    'https://treff.example/meeting/abc-defg-hij',
  );
});

describe('parseMeetingAddress', () => {
  test.each([
    ['abc-defg-hij', '/meeting/abc-defg-hij'],
    ['https://treff.example/meeting/abc-defg-hij#pw=a%20b&key=x', '/meeting/abc-defg-hij#pw=a%20b&key=x'],
    ['Komm dazu: https://treff.example/m/Team-Montag#pw=x bis gleich', '/m/team-montag#pw=x'],
    ['treff.example/m/team-montag', '/m/team-montag'],
    ['m/team-montag', '/m/team-montag'],
    ['<https://treff.example/m/team-montag>', '/m/team-montag'],
    ['nonsense', null],
    ['https://treff.example/team/montag', null],
    ['', null],
  ])('%s', (input, address) => expect(parseMeetingAddress(input)).toBe(address));
});

test.each([
  ['Team-Montag', 'team-montag'],
  ['a1b', 'a1b'],
  ['ab', null],
  ['a--b', null],
  ['-ab', null],
  ['ab-', null],
  ['täm', null],
  ['x'.repeat(61), null],
])('alias %s', (input, alias) => expect(parseAlias(input)).toBe(alias));
