import { expect, test, vi } from 'vitest';
import { HostPage } from '../../embed/hostPage';
import type { HostEvent } from '../../embed/messages';
import { Store } from '../../store/store';
import type { CallSession, CallState } from './callSession';
import { tellHostPage } from './embedded';
import { FakeRoom } from './fakeRoom';

const site = 'https://intranet.example';

async function inFrame() {
  const events: HostEvent[] = [];
  let say: (data: unknown, origin: string) => void = () => undefined;
  const host = new HostPage({
    origin: 'https://meet.example',
    parentOrigin: site,
    post: (event) => events.push(event),
    listen: (onMessage) => (say = onMessage),
  });
  await host.start(() => Promise.resolve([site]));
  const room = new FakeRoom();
  const state = new Store({
    phase: 'connecting',
    isMicrophoneOn: true,
    isCameraOn: false,
    isSharing: false,
  } as CallState);
  const session = {
    room: room.asRoom,
    state,
    connection: { meeting_id: 'abc-defg-hij', participant_id: 'guest-1' },
    own: { name: 'Ada' },
    leave: vi.fn(),
    toggleMicrophone: vi.fn(() => Promise.resolve()),
  };
  const stop = tellHostPage(host, session as unknown as CallSession);
  return { events, room, state, session, stop, say: (data: unknown) => say(data, site) };
}

test('joining, people and devices are told as they are', async () => {
  const { events, room, state, stop } = await inFrame();
  expect(events).toEqual([]);
  state.patch({ phase: 'connected' });
  room.add('ben', 1);
  state.patch({ isMicrophoneOn: false });
  state.patch({ phase: 'reconnecting' });
  state.patch({ phase: 'connected' });
  room.remove('ben');
  expect(events).toEqual([
    { type: 'treff.joined', meetingId: 'abc-defg-hij', participantId: 'guest-1', displayName: 'Ada' },
    { type: 'treff.participantCount', count: 1 },
    { type: 'treff.media', microphone: true, camera: false, screenShare: false },
    { type: 'treff.participantCount', count: 2 },
    { type: 'treff.media', microphone: false, camera: false, screenShare: false },
    { type: 'treff.participantCount', count: 1 },
  ]);
  stop();
  room.add('cleo', 2);
  expect(events).toHaveLength(6);
});

test('the page around may hang up and switch the microphone, until the call is over', async () => {
  const { events, session, stop, say } = await inFrame();
  say({ type: 'treff.toggleMicrophone' });
  say({ type: 'treff.hangUp' });
  expect([session.toggleMicrophone.mock.calls.length, session.leave.mock.calls.length]).toEqual([1, 1]);
  stop();
  say({ type: 'treff.hangUp' });
  expect(events.at(-1)).toMatchObject({ type: 'treff.error', code: 'not_in_call' });
});
