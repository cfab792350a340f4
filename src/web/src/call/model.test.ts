import type { Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Store } from '../store/store';
import { Call } from './model';
import { handAttribute } from './people/handQueue';
import type { CallSession } from './session/callSession';
import { FakeRoom } from './session/fakeRoom';
import * as joinSound from './session/joinSound';

let room: FakeRoom;
let call: Call;
let stop: () => void;
let sounds: number;
type MutedState = { isMicrophoneOn: boolean; mutedFor: number | null };
let state: Store<MutedState>;

beforeEach(() => {
  localStorage.clear();
  sounds = 0;
  vi.stubGlobal(
    'AudioContext',
    class {
      close = () => Promise.resolve();
    },
  );
  vi.spyOn(joinSound, 'playJoinSound').mockImplementation(() => void (sounds += 1));
  room = new FakeRoom();
  state = new Store<MutedState>({ isMicrophoneOn: true, mutedFor: null });
  const session = {
    connection: { token: '', meeting_id: 'abc-defg-hij', livekit_url: '', participant_id: 'me' },
    own: { identity: 'me', name: 'Me', camera: null },
    room: room as unknown as Room,
    state,
    leave: vi.fn(),
  };
  call = new Call(session as unknown as CallSession);
  stop = call.watch();
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

const toasts = () => call.toasts.shown.get().map(({ toast }) => toast);

const comes = (identity: string) => void room.add(identity, room.remoteParticipants.size + 1);

describe('Call', () => {
  test('a sound for each of the first five, none in a crowd; its toast stays', () => {
    for (let i = 1; i <= 4; i++) comes(`p${i}`);
    expect(sounds).toBe(4);
    comes('p5');
    comes('p6');
    expect(sounds).toBe(4);
    expect(toasts()).toEqual([{ kind: 'joined', name: 'P6' }]);
  });

  test('who comes into a large meeting is read in the list of people', () => {
    for (let i = 1; i <= 30; i++) comes(`p${i}`);
    expect(toasts()).toEqual([{ kind: 'joined', name: 'P19' }]);
  });

  test('a connection that starts over brings back people who never left', () => {
    comes('ada');
    call.toasts.closeKind('joined');
    room.state = 'reconnecting';
    room.remove('ada');
    comes('ada');
    expect(toasts()).toEqual([]);
    expect(sounds).toBe(1);
  });

  test('who was muted on arrival is told so, once', () => {
    state.patch({ mutedFor: 63 });
    state.patch({ isMicrophoneOn: false });
    expect(toasts()).toEqual([{ kind: 'largeMeeting', count: 63 }]);
    call.toasts.closeKind('largeMeeting');
    state.patch({ isMicrophoneOn: true });
    expect(toasts()).toEqual([]);
  });

  test('sounds can be switched off', () => {
    call.preferences.patch({ sounds: false });
    comes('ada');
    expect(sounds).toBe(0);
  });

  test('a raised hand of somebody else is news, the own one is not', () => {
    comes('ada');
    room.localParticipant.attributes = { [handAttribute]: '2026-01-01T12:00:00Z' };
    room.emit('participantAttributesChanged');
    expect(toasts().map(({ kind }) => kind)).not.toContain('hand');
    room.remoteParticipants.get('ada')!.attributes = { [handAttribute]: '2026-01-01T12:00:01Z' };
    room.emit('participantAttributesChanged');
    expect(toasts()).toContainEqual({ kind: 'hand', name: 'ADA' });
  });

  test('pages end at both ends, and pinning goes back to the first', () => {
    call.setPages(3);
    call.turnPage(-1);
    expect(call.stage.get().page).toBe(0);
    call.turnPage(1);
    call.turnPage(1);
    call.turnPage(1);
    expect(call.stage.get().page).toBe(2);
    call.togglePin('camera:ada');
    expect(call.stage.get()).toMatchObject({ page: 0, pinned: 'camera:ada' });
    call.togglePin('camera:ada');
    expect(call.stage.get().pinned).toBeNull();
  });

  test('a page that was turned while the stage was laid out anew stays turned, as far as there is one', () => {
    call.setPages(3);
    call.turnPage(1);
    call.setPages(3);
    expect(call.stage.get().page).toBe(1);
    call.setPages(1);
    expect(call.stage.get()).toMatchObject({ page: 0, pages: 1 });
  });
});
