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
let lowered: number;
let orders: Orders;

beforeEach(() => {
  room = new FakeRoom();
  state = new Store({ isMicrophoneOn: false });
  setMicrophone = vi.fn();
  news = [];
  lowered = 0;
  const session = { room: room.asRoom, state, setMicrophone } as unknown as CallSession;
  orders = new Orders(
    session,
    () => void (lowered += 1),
    (each) => news.push(each),
  );
  orders.watch();
});

const say = (text: string, { from, topic = 'treff.moderation' }: { from?: object; topic?: string } = {}) =>
  room.emit('dataReceived', new TextEncoder().encode(text), from, 0, topic);

test('asked to unmute: nothing goes on before the person says so', () => {
  say('{"type":"ask_to_unmute"}');
  expect(orders.asking.get()).toEqual({ by: null });
  expect(setMicrophone).not.toHaveBeenCalled();
  orders.answer(false);
  expect([orders.asking.get(), setMicrophone.mock.calls]).toEqual([null, []]);
  say('{"type":"ask_to_unmute"}');
  orders.answer(true);
  expect(setMicrophone).toHaveBeenCalledWith(true);
});

test('who turned it on meanwhile is asked no more, and who can be heard is not asked', () => {
  say('{"type":"ask_to_unmute"}');
  state.set({ isMicrophoneOn: true });
  expect(orders.asking.get()).toBeNull();
  say('{"type":"ask_to_unmute"}');
  expect(orders.asking.get()).toBeNull();
});

test.each([
  ['another participant', '{"type":"ask_to_unmute"}', { from: { identity: 'eve' } }],
  ['another topic', '{"type":"ask_to_unmute"}', { topic: 'lk.chat' }],
  ['a newer server', '{"type":"dance"}', {}],
  ['no JSON', 'dance', {}],
  ['no object', 'null', {}],
])('%s gives no orders', (_, text, options) => {
  say(text, options);
  expect([orders.asking.get(), news]).toEqual([null, []]);
});

test('the name of who asks is told', () => {
  say('{"type":"ask_to_unmute","by":"Ada"}');
  expect(orders.asking.get()).toEqual({ by: 'Ada' });
});

test('a lowered hand comes with a word', () => {
  say('{"type":"lower_hand","by":"Ada"}');
  expect([lowered, news]).toEqual([1, ['handLowered']]);
});

test('muted by a host is told apart from muting oneself, and an ended share from ending it', () => {
  const engine = new Emitter();
  Object.assign(room, { engine });
  room.emit('signalConnected');
  for (const [trackSid, source] of [
    ['TR_mic', 'microphone'],
    ['TR_cam', 'camera'],
    ['TR_screen', 'screen_share'],
    ['TR_other', 'unknown'],
  ])
    room.emit('localTrackPublished', { trackSid, source });
  room.emit('trackMuted', {}, room.localParticipant);
  room.emit('localTrackUnpublished', { trackSid: 'TR_screen' });
  expect(news).toEqual([]);
  for (const sid of ['TR_mic', 'TR_cam', 'TR_other', 'TR_unknown']) engine.emit('remoteMute', sid, true);
  engine.emit('remoteMute', 'TR_mic', false);
  expect(news).toEqual(['muted', 'cameraStopped']);
  engine.emit('localTrackUnpublished', { trackSid: 'TR_screen' });
  engine.emit('localTrackUnpublished', { trackSid: 'TR_mic' });
  expect(news).toEqual(['muted', 'cameraStopped', 'shareStopped']);
});
