import { describe, expect, test } from 'vitest';
import type { Message } from './message';
import { groupMessages, lengthOf, mergeMessages } from './message';

const ada = { identity: 'ada', name: 'Ada' };
const bob = { identity: 'bob', name: 'Bob' };

function message(id: string, sentAt: number, fields: Partial<Message> = {}): Message {
  const common = { sender: ada, isOwn: false, text: id, privateTo: null, state: 'sent', file: null } as const;
  return { ...common, id, sentAt, ...fields };
}

const ids = (messages: readonly Message[]) => messages.map(({ id }) => id).join(' ');

describe('groupMessages', () => {
  test.each<[string, Message[], string[]]>([
    ['nothing', [], []],
    ['one person in a row', [message('a', 0), message('b', 60_000)], ['a b']],
    ['two people', [message('a', 0), message('b', 1, { sender: bob }), message('c', 2)], ['a', 'b', 'c']],
    ['after a silence', [message('a', 0), message('b', 300_000)], ['a', 'b']],
    ['private apart from public', [message('a', 0), message('b', 1, { privateTo: bob })], ['a', 'b']],
  ])('%s', (_case, messages, expected) => {
    expect(groupMessages(messages).map((group) => ids(group.messages))).toEqual(expected);
  });
});

describe('mergeMessages', () => {
  test('live and kept messages become one, in the order of time', () => {
    const live = [message('b', 20, { state: 'sending' }), message('c', 30)];
    const merged = mergeMessages(live, [message('a', 10), message('b', 21)]);
    expect(ids(merged)).toBe('a b c');
    expect(merged[1]?.state).toBe('sending');
  });

  test('an id twice in one answer is one message', () => {
    expect(ids(mergeMessages([], [message('a', 1), message('a', 2)]))).toBe('a');
  });

  test('nothing new changes nothing', () => {
    const known = [message('a', 1)];
    expect(mergeMessages(known, [message('a', 5)])).toBe(known);
  });
});

test('an emoji counts as the server counts it', () => expect(lengthOf('a👋')).toBe(2));
