import { expect, test } from 'vitest';
import { optionalControls, visibleControls } from './visibleControls';

test.each([
  ['the smallest phone', 320, ['chat']],
  ['a phone', 374, ['chat', 'hand']],
  ['a tablet', 788, ['chat', 'hand', 'share', 'reactions', 'people']],
  ['200 % zoom of a narrow window', 200, []],
])('%s', (_, width, controls) => expect(visibleControls(width, optionalControls)).toEqual(controls));

test('what the browser cannot do takes no place', () =>
  expect(visibleControls(374, ['hand', 'reactions'])).toEqual(['hand', 'reactions']));
