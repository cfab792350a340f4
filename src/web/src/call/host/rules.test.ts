import { expect, test } from 'vitest';
import { FakeRoom } from '../session/fakeRoom';
import { Rules, readRules } from './rules';

const none = { isLocked: false, waitingRoom: 'off', spotlight: null };

test.each([
  [undefined, none],
  ['', none],
  ['nonsense', none],
  ['null', none],
  ['{"other":1}', none],
  ['{"treff":{"locked":"yes","waiting_room":"maybe","spotlight":7}}', none],
  [
    '{"treff":{"locked":true,"waiting_room":"everyone","spotlight":"guest-1"},"other":1}',
    { isLocked: true, waitingRoom: 'everyone', spotlight: 'guest-1' },
  ],
])('%s', (metadata, rules) => expect(readRules(metadata)).toEqual(rules));

test('follows the room', () => {
  const room = new FakeRoom();
  const rules = new Rules(room.asRoom);
  const stop = rules.watch();
  room.metadata = '{"treff":{"locked":true}}';
  room.emit('roomMetadataChanged');
  expect(rules.state.get().isLocked).toBe(true);
  stop();
});
