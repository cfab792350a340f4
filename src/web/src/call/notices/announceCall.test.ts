import { expect, test } from 'vitest';
import type { CallState } from '../session/callSession';
import { news } from './announceCall';

const state: CallState = {
  phase: 'connected',
  isMicrophoneOn: true,
  isCameraOn: true,
  isSharing: false,
  isMonitorShared: false,
  mutedFor: null,
  isBusy: { microphone: false, camera: false, screen: false },
  notice: null,
};

test.each([
  [{}, {}, []],
  [{}, { isMicrophoneOn: false }, ['call.announce.microphoneOff']],
  [{ isCameraOn: false }, {}, ['call.announce.cameraOn']],
  [{}, { isSharing: true, isCameraOn: false }, ['call.announce.cameraOff', 'call.announce.shareOn']],
  [{ phase: 'reconnecting' as const }, {}, ['call.reconnected']],
  [{}, { isBusy: { microphone: true, camera: false, screen: false } }, []],
])('from %o to %o: %j', (before, now, said) =>
  expect(news({ ...state, ...before }, { ...state, ...now })).toEqual(said),
);
