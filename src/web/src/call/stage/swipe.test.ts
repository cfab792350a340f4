import { expect, test } from 'vitest';
import { pagesTurned } from './swipe';

const start = { x: 200, y: 300, time: 1000 };

test.each([
  ['to the left: forward', { x: 100, y: 310, time: 1200 }, 1],
  ['to the right: back', { x: 300, y: 290, time: 1200 }, -1],
  ['a tap', { x: 201, y: 300, time: 1080 }, 0],
  ['a scroll', { x: 140, y: 100, time: 1200 }, 0],
  ['a finger that rests', { x: 100, y: 300, time: 3000 }, 0],
])('%s', (_, end, pages) => expect(pagesTurned(start, end)).toBe(pages));
