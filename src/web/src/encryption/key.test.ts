import { describe, expect, test } from 'vitest';
import { createKey, keyFragment, keyInLink } from './key';

const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

describe('keyInLink', () => {
  test.each([
    ['', { kind: 'none' }],
    ['#host=abc', { kind: 'none' }],
    [`#key=${key}`, { kind: 'key', key }],
    [`#host=abc&key=${key}`, { kind: 'key', key }],
    [`#key=${key.slice(0, 30)}`, { kind: 'damaged' }],
    [`#key=${key}x`, { kind: 'damaged' }],
    [`#key=${key.slice(0, 42)}%`, { kind: 'damaged' }],
    ['#key=ä', { kind: 'damaged' }],
  ])('%s', (hash, expected) => expect(keyInLink(hash)).toEqual(expected));

  test('finds what was made, and no two are alike', () => {
    const made = createKey();
    expect(keyInLink(keyFragment(made))).toEqual({ kind: 'key', key: made });
    expect(createKey()).not.toBe(made);
  });
});
