import { expect, test } from 'vitest';
import { handsFirst, matchesName } from './searchPeople';

test.each([
  ['Aylin Öztürk', 'ozt', true],
  ['Aylin Öztürk', 'öz ay', true],
  ['Aylin Öztürk', 'lin', false],
  ['Aylin Öztürk', '  ', true],
  ['Tomás', 'TOMAS', true],
])('%s, searched for "%s": %s', (name, query, isFound) => expect(matchesName(name, query)).toBe(isFound));

test('hands come first, in their order; the others keep theirs', () => {
  const people = ['me', 'a', 'b', 'c'].map((identity) => ({ identity }));
  expect(handsFirst(people, ['c', 'a']).map(({ identity }) => identity)).toEqual(['c', 'a', 'me', 'b']);
});
