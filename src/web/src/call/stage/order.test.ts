import { describe, expect, test } from 'vitest';
import { bringForward, nextSpeaker, updateOrder } from './order';

describe('updateOrder', () => {
  test('keeps places, lets those go who left, adds newcomers at the end', () =>
    expect(updateOrder(['me', 'a', 'b', 'c'], ['me', 'c', 'b', 'd'])).toEqual(['me', 'b', 'c', 'd']));

  test('is the same list when nothing changed, so that nobody renders', () => {
    const order = ['me', 'b', 'a'];
    expect(updateOrder(order, ['me', 'a', 'b'])).toBe(order);
  });
});

describe('bringForward', () => {
  const order = ['me', 'a', 'b', 'c', 'd', 'e'];
  const held = new Set(['me']);

  test('whoever is on the page already stays', () =>
    expect(bringForward(order, 'b', 4, { lastSpoke: new Map(), held })).toBe(order));

  test('changes places with the one who has been silent longest, and with nobody else', () => {
    const lastSpoke = new Map([
      ['a', 30],
      ['b', 10],
      ['c', 20],
    ]);
    expect(bringForward(order, 'e', 4, { lastSpoke, held })).toEqual(['me', 'a', 'e', 'c', 'd', 'b']);
  });

  test('of those who never spoke the last on the page goes', () =>
    expect(bringForward(order, 'd', 4, { lastSpoke: new Map([['a', 5]]), held })).toEqual([
      'me',
      'a',
      'b',
      'd',
      'c',
      'e',
    ]));

  test('nobody moves when everybody on the page is held', () =>
    expect(bringForward(order, 'e', 2, { lastSpoke: new Map(), held: new Set(['me', 'a']) })).toBe(order));
});

test.each([
  ['stays while they speak', 'a', ['b', 'a'], 'a'],
  ['goes to the loudest when they are silent', 'a', ['c', 'b'], 'c'],
  ['stays when everybody is silent', 'a', [], 'a'],
  ['is nobody before anybody spoke', null, [], null],
])('nextSpeaker: %s', (_, current, speaking, next) => expect(nextSpeaker(current, speaking)).toBe(next));
