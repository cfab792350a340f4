import { describe, expect, test } from 'vitest';
import { checkName, readName, saveName } from './displayName';

describe('checkName', () => {
  test.each([
    ['Max Mustermann', 'Max Mustermann', null],
    ['  Max  ', 'Max', null],
    ['Max\tMustermann\n', 'Max Mustermann', null],
    ['', '', 'empty'],
    ['   ', '', 'empty'],
    ['x'.repeat(100), 'x'.repeat(100), null],
    ['x'.repeat(101), 'x'.repeat(101), 'long'],
  ])('%j', (input, name, problem) => expect(checkName(input)).toEqual({ name, problem }));
});

test('the name is remembered', () => {
  expect(readName()).toBe('');
  saveName('Max');
  expect(readName()).toBe('Max');
});
