import type { Room } from 'livekit-client';
import { expect, test } from 'vitest';
import { FakeRoom } from './fakeRoom';
import { Rights, mayPublish, readRights } from './rights';

type Permissions = NonNullable<Parameters<typeof readRights>[0]['permissions']>;

/** Numbers of livekit's TrackSource: 1 camera, 2 microphone, 3 screen. */
const permissions = (sources: number[], more: { canPublish?: boolean; canPublishData?: boolean } = {}) =>
  ({ canPublish: true, canPublishData: true, canPublishSources: sources, ...more }) as unknown as Permissions;

test.each([
  [undefined, { microphone: true, camera: true, share: true, chat: true }],
  [permissions([]), { microphone: true, camera: true, share: true, chat: true }],
  [permissions([1, 3, 4]), { microphone: false, camera: true, share: true, chat: true }],
  [
    permissions([2], { canPublishData: false }),
    { microphone: true, camera: false, share: false, chat: false },
  ],
  [permissions([], { canPublish: false }), { microphone: false, camera: false, share: false, chat: true }],
])('%o', (given, rights) => {
  expect(readRights({ permissions: given })).toEqual(rights);
  expect(mayPublish({ permissions: given }, 'share')).toBe(rights.share);
});

test('what hosts take away is noticed at once', () => {
  const room = new FakeRoom();
  const rights = new Rights(room as unknown as Room);
  const stop = rights.watch();
  Object.assign(room.localParticipant, { permissions: permissions([1, 2]) });
  room.localParticipant.emit('participantPermissionsChanged');
  expect(rights.state.get().share).toBe(false);
  stop();
  Object.assign(room.localParticipant, { permissions: permissions([]) });
  room.localParticipant.emit('participantPermissionsChanged');
  expect(rights.state.get().share).toBe(false);
});
