import { VideoQuality } from 'livekit-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { CallPreferencesStore } from './callPreferences';
import { FakeRoom } from './fakeRoom';
import { limitReceiving } from './receiving';

beforeEach(() => localStorage.clear());

function camera(source = 'camera') {
  return { source, isSubscribed: true, setVideoQuality: vi.fn() };
}

test('the limit holds for cameras that are there and for those that come, not for screens', () => {
  const room = new FakeRoom();
  const preferences = new CallPreferencesStore();
  const early = camera();
  Object.assign(room.add('ada', 1), { videoTrackPublications: new Map([['1', early]]) });
  const stop = limitReceiving(room.asRoom, preferences);
  preferences.patch({ receive: 'low' });
  expect(early.setVideoQuality).toHaveBeenLastCalledWith(VideoQuality.LOW);

  const late = camera();
  const screen = camera('screen_share');
  room.emit('trackSubscribed', {}, late);
  room.emit('trackSubscribed', {}, screen);
  expect(late.setVideoQuality).toHaveBeenLastCalledWith(VideoQuality.LOW);
  expect(screen.setVideoQuality).not.toHaveBeenCalled();

  preferences.patch({ receive: 'best' });
  expect(early.setVideoQuality).toHaveBeenLastCalledWith(VideoQuality.HIGH);
  stop();
  preferences.patch({ receive: 'medium' });
  expect(early.setVideoQuality).toHaveBeenLastCalledWith(VideoQuality.HIGH);
});
