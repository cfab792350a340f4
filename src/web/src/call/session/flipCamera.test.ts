import { LocalVideoTrack } from 'livekit-client';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeRoom } from './fakeRoom';
import { canFlip, flipCamera } from './flipCamera';

afterEach(() => void vi.unstubAllGlobals());

function roomWith(facingMode: string | undefined) {
  const restartTrack = vi.fn(() => Promise.resolve());
  const track = Object.create(LocalVideoTrack.prototype) as LocalVideoTrack;
  Object.defineProperties(track, {
    mediaStreamTrack: { value: { getSettings: () => ({ facingMode }) } },
    restartTrack: { value: restartTrack },
  });
  const room = new FakeRoom();
  room.localParticipant.publications.camera = { track };
  return { room: room.asRoom, restartTrack };
}

test.each([
  ['user', 'environment'],
  ['environment', 'user'],
])('from %s to %s', async (from, to) => {
  const { room, restartTrack } = roomWith(from);
  await flipCamera(room);
  expect(restartTrack).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ facingMode: to }));
});

test('only where a camera can look another way', () => {
  vi.stubGlobal('navigator', { maxTouchPoints: 5 });
  expect(canFlip(roomWith('user').room)).toBe(true);
  expect(canFlip(roomWith(undefined).room)).toBe(false);
  expect(canFlip(new FakeRoom().asRoom)).toBe(false);
  vi.stubGlobal('navigator', { maxTouchPoints: 0 });
  expect(canFlip(roomWith('user').room)).toBe(false);
});
