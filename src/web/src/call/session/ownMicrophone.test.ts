import { ParticipantEvent, TrackEvent } from 'livekit-client';
import { beforeEach, expect, test } from 'vitest';
import type { MicrophoneTrouble } from '../../devices/microphoneHealth';
import { Emitter, FakeRoom } from './fakeRoom';
import type { FakePerson } from './fakeRoom';
import { OwnMicrophone } from './ownMicrophone';

type Listening = { track: unknown; isMuted: boolean; say: (trouble: MicrophoneTrouble | null) => void };

let room: FakeRoom;
let me: FakePerson;
let listening: Listening[];
let microphone: OwnMicrophone;

class FakeTrack extends Emitter {
  mediaStreamTrack = {};
}

function publish(isMuted: boolean, track = new FakeTrack()): void {
  me.publications['microphone'] = { isMuted, track };
  me.emit(ParticipantEvent.LocalTrackPublished);
}

beforeEach(() => {
  room = new FakeRoom();
  me = room.localParticipant;
  listening = [];
  microphone = new OwnMicrophone(room.asRoom, ({ track, isMuted }, say) => {
    const entry = { track, isMuted, say };
    listening.push(entry);
    return () => listening.splice(listening.indexOf(entry), 1);
  });
});

test('nothing is watched without a microphone, and nothing after the call', () => {
  const stop = microphone.watch();
  expect(listening).toEqual([]);
  publish(false);
  expect(listening).toHaveLength(1);
  stop();
  expect(listening).toEqual([]);
});

test('trouble is told and taken back', () => {
  microphone.watch();
  publish(false);
  listening[0]?.say('silent');
  expect(microphone.trouble.get()).toBe('silent');
  listening[0]?.say(null);
  expect(microphone.trouble.get()).toBeNull();
});

test('muting listens anew, for speech that nobody hears', () => {
  const track = new FakeTrack();
  microphone.watch();
  publish(false, track);
  listening[0]?.say('silent');
  publish(true, track);
  expect(listening).toMatchObject([{ isMuted: true }]);
  expect(microphone.trouble.get()).toBeNull();
});

test('what was closed is not said again, other trouble is', () => {
  microphone.watch();
  publish(true);
  listening[0]?.say('talkingWhileMuted');
  microphone.dismiss();
  listening[0]?.say(null);
  listening[0]?.say('talkingWhileMuted');
  expect(microphone.trouble.get()).toBeNull();
  publish(false);
  listening[0]?.say('systemMuted');
  expect(microphone.trouble.get()).toBe('systemMuted');
});

test('a microphone that started over is listened to instead of the one that ended', () => {
  const track = new FakeTrack();
  microphone.watch();
  publish(false, track);
  const first = track.mediaStreamTrack;
  track.mediaStreamTrack = {};
  track.emit(TrackEvent.Restarted);
  expect(listening).toHaveLength(1);
  expect(listening[0]?.track).toBe(track.mediaStreamTrack);
  expect(listening[0]?.track).not.toBe(first);
});
