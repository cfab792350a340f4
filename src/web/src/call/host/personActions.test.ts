import { expect, test } from 'vitest';
import { personActions } from './personActions';

const quiet = {
  ...{ isMuted: true, isCameraOn: false, isSharing: false, isHandUp: false, isSpotlit: false },
} as const;
const loud = { isMuted: false, isCameraOn: true, isSharing: true, isHandUp: true, isSpotlit: true } as const;

test.each([
  [null, null, loud, []],
  ['host', null, quiet, ['ask', 'spotlight', 'makeCohost', 'remove']],
  [
    'host',
    null,
    loud,
    ['mute', 'lowerHand', 'stopCamera', 'stopShare', 'endSpotlight', 'makeCohost', 'remove'],
  ],
  ['host', 'cohost', quiet, ['ask', 'spotlight', 'takeCohost', 'remove']],
  ['host', 'host', quiet, ['ask', 'spotlight', 'remove']],
  ['cohost', null, quiet, ['ask', 'spotlight', 'remove']],
  ['cohost', 'cohost', quiet, ['ask', 'spotlight', 'remove']],
  ['cohost', 'host', loud, ['endSpotlight']],
] as const)('%s acts on %s', (ownRole, role, state, actions) =>
  expect(personActions({ ownRole, role, ...state })).toEqual(actions),
);
