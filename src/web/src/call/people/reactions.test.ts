import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeRoom } from '../session/fakeRoom';
import { Reactions, parseReaction, reactionTopic } from './reactions';

const bytes = (text: string) => new TextEncoder().encode(text);

let room: FakeRoom;
let reactions: Reactions;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  reactions = new Reactions(room.asRoom);
  reactions.watch();
});
afterEach(() => void vi.useRealTimers());

test.each(['', 'nothing', '__proto__', 'toString', '<b>', 'like'.repeat(100)])(
  '"%s" is no reaction',
  (text) => expect(parseReaction(bytes(text))).toBeNull(),
);

test('what others send is shown for a moment', () => {
  const ada = room.add('ada', 1);
  room.emit('dataReceived', bytes('like'), ada, 0, reactionTopic);
  expect(reactions.shown.get()).toMatchObject([{ emoji: 'like', identity: 'ada', name: 'ADA' }]);
  vi.advanceTimersByTime(5_000);
  expect(reactions.shown.get()).toEqual([]);
});

test('other topics and senders without a name tag are none of ours', () => {
  room.emit('dataReceived', bytes('like'), room.add('ada', 1), 0, 'chat');
  room.emit('dataReceived', bytes('like'), undefined, 0, reactionTopic);
  expect(reactions.shown.get()).toEqual([]);
});

test('a flood is cut on both ends', async () => {
  const ada = room.add('ada', 1);
  for (let i = 0; i < 500; i++) room.emit('dataReceived', bytes('heart'), ada, 0, reactionTopic);
  expect(reactions.shown.get().length).toBeLessThanOrEqual(20);
  await reactions.send('like', 1000);
  await reactions.send('like', 1100);
  await reactions.send('heart', 1300);
  expect(room.localParticipant.sent).toEqual([
    { text: 'like', topic: reactionTopic },
    { text: 'heart', topic: reactionTopic },
  ]);
});
