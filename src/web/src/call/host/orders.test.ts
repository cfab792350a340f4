import { beforeEach, expect, test, vi } from 'vitest';
import { Store } from '../../store/store';
import type { CallSession } from '../session/callSession';
import { Emitter, FakeRoom } from '../session/fakeRoom';
import { Orders } from './orders';
import type { OrderNews } from './orders';

let room: FakeRoom;
let state: Store<{ isMicrophoneOn: boolean }>;
let setMicrophone: ReturnType<typeof vi.fn>;
let news: OrderNews[];
let hand: boolean;
let orders: Orders;

beforeEach(() => {
  room = new FakeRoom();
  state = new Store({ isMicrophoneOn: false });
  setMicrophone = vi.fn();
  news = [];
  hand = true;
  const session = { room: room.asRoom, state, setMicrophone } as unknown as CallSession;
  orders = new Orders(
    session,
    () => hand,
    (each) => news.push(each),
  );
  orders.watch();
});

const say = (text: string, { from, topic = 'treff.moderation' }: { from?: object; topic?: string } = {}) =>
  room.emit('dataReceived', new TextEncoder().encode(text), from, 0, topic);

test('asked to unmute: nothing goes on before the person says so', () => {
  say('{"type":"ask_to_unmute"}');
  expect(orders.isAskedToUnmute.get()).toBe(true);
  expect(setMicrophone).not.toHaveBeenCalled();
  orders.answer(false);
  expect([orders.isAskedToUnmute.get(), setMicrophone.mock.calls]).toEqual([false, []]);
  say('{"type":"ask_to_unmute"}');
  orders.answer(true);
  expect(setMicrophone).toHaveBeenCalledWith(true);
});

test('who turned it on meanwhile is asked no more, and who can be heard is not asked', () => {
  say('{"type":"ask_to_unmute"}');
  state.set({ isMicrophoneOn: true });
  expect(orders.isAskedToUnmute.get()).toBe(false);
  say('{"type":"ask_to_unmute"}');
  expect(orders.isAskedToUnmute.get()).toBe(false);
});

test.each([
  ['another participant', '{"type":"ask_to_unmute"}', { from: { identity: 'eve' } }],
  ['another topic', '{"type":"ask_to_unmute"}', { topic: 'lk.chat' }],
  ['a newer server', '{"type":"dance"}', {}],
  ['no JSON', 'dance', {}],
  ['no object', 'null', {}],
])('%s gives no orders', (_, text, options) => {
  say(text, options);
  expect([orders.isAskedToUnmute.get(), news]).toEqual([false, []]);
});

test('a hand that was up is lowered, with a word', () => {
  say('{"type":"lower_hand"}');
  hand = false;
  say('{"type":"lower_hand"}');
  expect(news).toEqual(['handLowered']);
});

test('muted by a host is told apart from muting oneself; a stopped share is ended', () => {
  const engine = new Emitter();
  const setScreenShareEnabled = vi.fn(() => Promise.resolve());
  const trackPublications = new Map([
    ['TR_mic', { source: 'microphone' }],
    ['TR_cam', { source: 'camera' }],
    ['TR_screen', { source: 'screen_share' }],
    ['TR_other', { source: 'unknown' }],
  ]);
  Object.assign(room, { engine });
  Object.assign(room.localParticipant, { trackPublications, setScreenShareEnabled });
  room.emit('signalConnected');
  room.emit('trackMuted', {}, room.localParticipant);
  expect(news).toEqual([]);
  for (const sid of trackPublications.keys()) engine.emit('remoteMute', sid, true);
  engine.emit('remoteMute', 'TR_mic', false);
  engine.emit('remoteMute', 'TR_unknown', true);
  expect(news).toEqual(['muted', 'cameraStopped', 'shareStopped']);
  expect(setScreenShareEnabled.mock.calls).toEqual([[false]]);
});
