import { describe, expect, test } from 'vitest';
import { readFragment, withFragment, withoutFragment } from './fragment';

describe('readFragment', () => {
  test.each([
    ['#host=abc', 'host', 'abc'],
    ['host=abc', 'host', 'abc'],
    ['#key=a-b_c&host=abc&pw=x', 'host', 'abc'],
    ['#pw=a%20b%26c%3Dd', 'pw', 'a b&c=d'],
    ['#pw=a+b', 'pw', 'a+b'],
    ['#pw=a=b==', 'pw', 'a=b=='],
    ['#pw=100%', 'pw', '100%'],
    ['#pw=first&pw=second', 'pw', 'first'],
    ['#host=', 'host', null],
    ['#host', 'host', null],
    ['#myhost=abc', 'host', null],
    ['', 'host', null],
    ['#', 'host', null],
  ])('%s, %s', (hash, name, value) => expect(readFragment(hash, name)).toBe(value));
});

describe('withoutFragment', () => {
  test.each([
    ['#host=abc', ''],
    ['#host=abc&key=x%2by', '#key=x%2by'],
    ['#key=x&host=abc&pw=a+b', '#key=x&pw=a+b'],
    ['#host=a&host=b', ''],
    ['#section', '#section'],
    ['', ''],
  ])('%s', (hash, rest) => expect(withoutFragment(hash, 'host')).toBe(rest));
});

describe('withFragment', () => {
  test.each([
    ['', '#pw=a%20%26%20b'],
    ['#key=x', '#key=x&pw=a%20%26%20b'],
    ['#pw=old&key=x&pw=older', '#pw=a%20%26%20b&key=x'],
  ])('%s', (hash, result) => expect(withFragment(hash, 'pw', 'a & b')).toBe(result));

  test('what goes in comes out', () => {
    const value = 'ä+&=#% "\\(a)!.';
    expect(withFragment('', 'pw', value)).toMatch(/^#pw=[\w%-]+$/);
    expect(readFragment(withFragment('#key=x', 'pw', value), 'pw')).toBe(value);
  });
});
