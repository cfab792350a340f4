import { LocalAudioTrack } from 'livekit-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { keepAudioProcessing } from './audioProcessing';
import { CallPreferencesStore } from './callPreferences';
import { FakeRoom } from './fakeRoom';

beforeEach(() => localStorage.clear());

function microphone(settings: MediaTrackSettings, isMuted = false) {
  const restartTrack = vi.fn(() => Promise.resolve());
  const track = Object.create(LocalAudioTrack.prototype) as LocalAudioTrack;
  Object.defineProperties(track, {
    mediaStreamTrack: { value: { getSettings: () => settings } },
    isMuted: { value: isMuted, writable: true },
    restartTrack: { value: restartTrack },
  });
  return { track, restartTrack };
}

function roomWith(track: LocalAudioTrack) {
  const room = new FakeRoom();
  room.localParticipant.publications.microphone = { track };
  return room;
}

test('the microphone starts over with what was switched, on the same device', () => {
  const { track, restartTrack } = microphone({
    noiseSuppression: true,
    echoCancellation: true,
    deviceId: 'desk',
  });
  const preferences = new CallPreferencesStore();
  keepAudioProcessing(roomWith(track).asRoom, preferences);
  preferences.patch({ layout: 'grid' });
  expect(restartTrack).not.toHaveBeenCalled();
  preferences.patch({ noiseSuppression: false });
  expect(restartTrack).toHaveBeenCalledExactlyOnceWith({
    autoGainControl: true,
    noiseSuppression: false,
    echoCancellation: true,
    deviceId: 'desk',
  });
});

test('a microphone that is published later gets it, too', () => {
  const { track, restartTrack } = microphone({ noiseSuppression: true, echoCancellation: true });
  const preferences = new CallPreferencesStore();
  const room = roomWith(track);
  keepAudioProcessing(room.asRoom, preferences);
  localStorage.clear();
  preferences.patch({ echoCancellation: false });
  room.emit('localTrackPublished');
  expect(restartTrack).toHaveBeenLastCalledWith(expect.objectContaining({ echoCancellation: false }));
});

test('browsers that do not know a switch are left alone', () => {
  const { track, restartTrack } = microphone({});
  const preferences = new CallPreferencesStore();
  keepAudioProcessing(roomWith(track).asRoom, preferences);
  preferences.patch({ noiseSuppression: false });
  expect(restartTrack).not.toHaveBeenCalled();
});

test('what is switched while muted takes effect when the microphone is on again', () => {
  const { track, restartTrack } = microphone({ noiseSuppression: true, echoCancellation: true }, true);
  const preferences = new CallPreferencesStore();
  const room = roomWith(track);
  keepAudioProcessing(room.asRoom, preferences);
  preferences.patch({ noiseSuppression: false });
  expect(restartTrack).not.toHaveBeenCalled();
  Object.assign(track, { isMuted: false });
  room.emit('trackUnmuted');
  expect(restartTrack).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ noiseSuppression: false }));
});
