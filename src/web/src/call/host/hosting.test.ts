import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Store } from '../../store/store';
import { Toasts } from '../notices/toasts';
import { Hands } from '../people/handQueue';
import { CallPreferencesStore } from '../session/callPreferences';
import type { CallSession } from '../session/callSession';
import { FakeRoom } from '../session/fakeRoom';
import { Hosting } from './hosting';
import { KnockSound } from './knockSound';

let room: FakeRoom;
let toasts: Toasts;
let hosting: Hosting;
let stop: () => void;
let streams: string[];

function begin(connection: object) {
  const session = {
    room: room.asRoom,
    connection: { meeting_id: 'abc-defg-hij', ...connection },
    state: new Store({ phase: 'connected', isMicrophoneOn: false }),
  } as unknown as CallSession;
  toasts = new Toasts();
  hosting = new Hosting({
    ...{ session, toasts, hands: new Hands(room.asRoom), preferences: new CallPreferencesStore() },
  });
  stop = hosting.watch();
}

beforeEach(() => {
  room = new FakeRoom();
  streams = [];
  vi.stubGlobal('fetch', (path: string) => {
    streams.push(path);
    return new Promise(() => undefined);
  });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

const news = () => toasts.shown.get().map(({ toast }) => ('news' in toast ? toast.news : toast.kind));

const setRole = (role: string) => {
  room.localParticipant.attributes = { role };
  room.localParticipant.emit('attributesChanged');
};

test('hosts watch the waiting room, guests do not', () => {
  begin({ role: 'guest', ticket: 't' });
  expect(streams).toEqual([]);
  stop();
  begin({ role: 'host', ticket: 't' });
  expect(streams).toEqual(['/api/v1/meetings/abc-defg-hij/lobby/events']);
});

test('a guest becomes co-host and is told so, and the other way round', () => {
  begin({ role: 'guest', ticket: 't' });
  setRole('cohost');
  expect(streams).toHaveLength(1);
  expect(news()).toEqual(['cohost']);
  setRole('guest');
  expect(news()).toEqual(['guest']);
  expect(hosting.role.get()).toBeNull();
});

test('what is taken away and given back is told', () => {
  begin({ role: 'guest', ticket: 't' });
  const allow = (canPublishSources: number[]) => {
    Object.assign(room.localParticipant, {
      permissions: { canPublish: true, canPublishData: true, canPublishSources },
    });
    room.localParticipant.emit('participantPermissionsChanged');
  };
  vi.useFakeTimers();
  allow([1, 3]);
  vi.advanceTimersByTime(400);
  expect(news()).toEqual(['microphoneForbidden']);
  // A share is ended like this: nothing has changed afterwards.
  allow([1]);
  vi.advanceTimersByTime(100);
  allow([1, 3]);
  vi.advanceTimersByTime(400);
  expect(news()).toEqual(['microphoneForbidden']);
  allow([]);
  vi.advanceTimersByTime(400);
  expect(news()).toEqual(['microphoneAllowed']);
  vi.useRealTimers();
});

test('the own spotlight is told, that of others is a tile', () => {
  begin({ role: 'guest', ticket: 't' });
  const show = (identity: string | null) => {
    room.metadata = JSON.stringify({ treff: { spotlight: identity } });
    room.emit('roomMetadataChanged');
  };
  show('me');
  expect(news()).toEqual(['spotlight']);
  show(null);
  expect(news()).toEqual(['spotlightOver']);
  room.add('ada', 1);
  show('ada');
  expect(hosting.rules.state.get().spotlight).toBe('ada');
  expect(news()).toEqual(['spotlightOver']);
});

test('a crowd at the door is one knock', () => {
  const started: number[] = [];
  const node = { connect: () => node, start: () => started.push(1), stop: () => undefined };
  const ramp = {
    setValueAtTime: () => 0,
    linearRampToValueAtTime: () => 0,
    exponentialRampToValueAtTime: () => 0,
  };
  class Context {
    currentTime = 0;
    destination = node;
    createOscillator = () => ({ ...node, frequency: ramp });
    createGain = () => ({ ...node, gain: ramp });
    close = () => Promise.resolve();
  }
  vi.stubGlobal('AudioContext', Context);
  begin({});
  const sound = new KnockSound();
  sound.play(0);
  sound.play(3_999);
  expect(started).toHaveLength(2);
  sound.play(4_000);
  expect(started).toHaveLength(4);
  sound.close();
});
