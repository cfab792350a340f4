import { expect, test } from 'vitest';
import { parsePlace, placeHash } from './section';

test.each([
  ['', 'live', null],
  ['#live', 'live', null],
  ['#charts', 'charts', null],
  ['#nonsense', 'live', null],
  ['#past', 'past', null],
  ['#past/abc-defg-hij', 'past', 'abc-defg-hij'],
  ['#past/my%20room%2F1', 'past', 'my room/1'],
  ['#past/%zz', 'past', null],
  ['#charts/x', 'charts', null],
])('%s', (hash, section, meetingId) => expect(parsePlace(hash)).toEqual({ section, meetingId }));

test('what goes in comes out', () =>
  expect(parsePlace(placeHash('past', 'a b/ü#'))).toEqual({ section: 'past', meetingId: 'a b/ü#' }));
