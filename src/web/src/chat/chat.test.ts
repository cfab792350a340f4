import type { Room, TextStreamHandler } from 'livekit-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Chat } from './chat';
import type { History, Kept } from './history';
import { transcript } from './transcript';
import { idAttribute, privateAttribute, topic } from './wire';

type Sent = { topic: string; attributes: Record<string, string>; destinationIdentities?: string[] };

class FakeRoom {
  handlers = new Map<string, () => void>();
  onText: TextStreamHandler | undefined;
  sendText = vi.fn<(text: string, options: Sent) => Promise<void>>(() => Promise.resolve());
  localParticipant = { identity: 'me', sendText: this.sendText };
  remoteParticipants = new Map([['bob', { identity: 'bob', name: 'Bob' }]]);
  registerTextStreamHandler = (name: string, handler: TextStreamHandler) => {
    if (name === topic) this.onText = handler;
  };
  unregisterTextStreamHandler = () => (this.onText = undefined);
  on = (event: string, handler: () => void) => {
    this.handlers.set(event, handler);
    return this;
  };
  off = (event: string) => {
    this.handlers.delete(event);
    return this;
  };

  async say(identity: string, parts: string[], id: string, attributes?: Record<string, string>) {
    const reader = {
      info: { id, attributes },
      async *[Symbol.asyncIterator]() {
        for (const part of parts) yield await Promise.resolve(part);
      },
    };
    this.onText?.(reader as never, { identity });
    await settle();
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const rules = { history: true, max_message_length: 10, max_file_bytes: 0 };
let room: FakeRoom;
let kept: Kept[];
let keep: ReturnType<typeof vi.fn>;
let chat: Chat;
let stop: () => void;

beforeEach(() => {
  room = new FakeRoom();
  kept = [];
  keep = vi.fn();
  const history = { keep, stop: () => undefined, read: () => Promise.resolve(kept) } as unknown as History;
  chat = new Chat(room as unknown as Room, { own: 'Me', guest: () => 'Guest' }, history, rules);
  stop = chat.watch();
});

const texts = () => chat.messages.get().map(({ text }) => text);

describe('sending', () => {
  test('goes out on the topic of LiveKit’s components, is kept for later, and says when it is sent', async () => {
    expect(chat.send('  hello\nyou ')).toBe(true);
    expect(chat.messages.get()[0]).toMatchObject({ text: 'hello\nyou', state: 'sending', isOwn: true });
    await settle();
    const { id, state } = chat.messages.get()[0]!;
    expect(state).toBe('sent');
    expect(room.sendText).toHaveBeenCalledWith('hello\nyou', {
      topic: 'lk.chat',
      attributes: { [idAttribute]: id },
    });
    expect(keep).toHaveBeenCalledWith({ id, text: 'hello\nyou' });
  });

  test.each(['', '  \n', 'x'.repeat(11)])('%j is not sent', (text) => {
    expect(chat.send(text)).toBe(false);
    expect(room.sendText).not.toHaveBeenCalled();
  });

  test('a failure shows, and trying again keeps the id', async () => {
    room.sendText.mockRejectedValueOnce(new Error('no connection'));
    chat.send('hello');
    await settle();
    const failed = chat.messages.get()[0]!;
    expect(failed.state).toBe('failed');
    expect(keep).not.toHaveBeenCalled();
    chat.retry(failed.id);
    await settle();
    expect(chat.messages.get()).toEqual([{ ...failed, state: 'sent' }]);
    expect(room.sendText.mock.calls[1]?.[1].attributes[idAttribute]).toBe(failed.id);
  });

  test('a private message goes to one person and never to the server', async () => {
    chat.recipient.set({ identity: 'bob', name: 'Bob' });
    chat.send('psst');
    await settle();
    const options = room.sendText.mock.calls[0]![1];
    expect(options.destinationIdentities).toEqual(['bob']);
    expect(options.attributes[privateAttribute]).toBe('true');
    expect(keep).not.toHaveBeenCalled();
  });
});

describe('receiving', () => {
  test('puts the parts together and counts as unread until it is looked at', async () => {
    await room.say('bob', ['hel', 'lo'], 's1');
    expect(chat.messages.get()[0]).toMatchObject({
      id: 's1',
      text: 'hello',
      sender: { name: 'Bob' },
      privateTo: null,
    });
    expect([chat.unread.get(), chat.latest.get()?.text]).toEqual([1, 'hello']);
    chat.setShown(true);
    expect(chat.unread.get()).toBe(0);
    await room.say('bob', ['more'], 's2');
    expect(chat.unread.get()).toBe(0);
    chat.setShown(false);
    await room.say('bob', ['again'], 's3');
    expect(chat.unread.get()).toBe(1);
  });

  test('the same message twice is one, and not unread twice', async () => {
    await room.say('bob', ['hi'], 's1', { [idAttribute]: 'm1' });
    await room.say('bob', ['hi'], 's2', { [idAttribute]: 'm1' });
    expect([texts(), chat.unread.get()]).toEqual([['hi'], 1]);
  });

  test('private ones are marked, strangers are guests, and too much is cut off', async () => {
    await room.say('bob', ['psst'], 's1', { [privateAttribute]: 'true' });
    await room.say('nobody', ['x'.repeat(8), 'y'.repeat(8), 'z'.repeat(8)], 's2');
    const [first, second] = chat.messages.get();
    expect(first?.privateTo).toEqual({ identity: 'me', name: 'Me' });
    expect(second).toMatchObject({ sender: { name: 'Guest' }, text: 'xxxxxxxxyy' });
  });

  test('an id that the server would refuse is not taken over', async () => {
    await room.say('bob', ['hi'], 's1', { [idAttribute]: '../x' });
    expect(chat.messages.get()[0]?.id).toBe('s1');
  });

  test('nothing arrives any more after the call', async () => {
    stop();
    await room.say('bob', ['hi'], 's1');
    expect(chat.messages.get()).toEqual([]);
  });
});

describe('history', () => {
  test('comes before what is said now, without doubles, and is not unread', async () => {
    await room.say('bob', ['now'], 's1', { [idAttribute]: 'm2' });
    chat.setShown(true);
    kept = [
      { id: 'm1', sender: { identity: 'ada', name: 'Ada' }, text: 'earlier', sentAt: Date.now() - 60_000 },
      { id: 'm2', sender: { identity: 'bob', name: 'Bob' }, text: 'now', sentAt: Date.now() },
    ];
    chat.setShown(false);
    room.handlers.get('connected')?.();
    await settle();
    expect([texts(), chat.unread.get()]).toEqual([['earlier', 'now'], 0]);
  });

  test('after a lost connection brings what was missed, as unread', async () => {
    kept = [{ id: 'm1', sender: { identity: 'me', name: 'Me' }, text: 'mine', sentAt: 5 }];
    room.handlers.get('connected')?.();
    await settle();
    expect(chat.messages.get()[0]).toMatchObject({ text: 'mine', isOwn: true });
    kept.push({ id: 'm2', sender: { identity: 'bob', name: 'Bob' }, text: 'missed', sentAt: 6 });
    room.handlers.get('reconnected')?.();
    await settle();
    expect([texts(), chat.unread.get()]).toEqual([['mine', 'missed'], 1]);
    expect(chat.latest.get()?.text).toBe('missed');
  });

  test('joined again as somebody new: own lines stay own, drafts stay, what was on its way shows as not sent', async () => {
    chat.send('sent');
    await settle();
    room.sendText.mockReturnValueOnce(new Promise(() => undefined));
    chat.send('on its way');
    chat.draft.set('half a');
    chat.recipient.set({ identity: 'bob', name: 'Bob' });
    const before = chat.keep();
    stop();

    const sentId = chat.messages.get()[0]!.id;
    kept = [
      { id: sentId, sender: { identity: 'me', name: 'Me' }, text: 'sent', sentAt: 5 },
      { id: 'old', sender: { identity: 'me', name: 'Me' }, text: 'older', sentAt: 4 },
      { id: 'm2', sender: { identity: 'ada', name: 'Ada' }, text: 'missed', sentAt: 6 },
    ];
    room.localParticipant.identity = 'me-again';
    const history = { keep, stop: () => undefined, read: () => Promise.resolve(kept) } as unknown as History;
    const names = { own: 'Me', guest: () => 'Guest' };
    chat = new Chat(room as unknown as Room, names, history, rules, before);
    chat.watch();
    room.handlers.get('connected')?.();
    await settle();
    expect(chat.draft.get()).toBe('half a');
    expect(chat.recipient.get()?.identity).toBe('bob');
    const states = chat.messages.get().map(({ text, isOwn, state }) => [text, isOwn, state]);
    expect(states).toEqual([
      ['older', true, 'sent'],
      ['missed', false, 'sent'],
      ['sent', true, 'sent'],
      ['on its way', true, 'failed'],
    ]);
    expect(chat.unread.get()).toBe(1);
  });

  test('what was for one person alone is not tried again when that person is gone', async () => {
    chat.recipient.set({ identity: 'bob', name: 'Bob' });
    room.sendText.mockRejectedValueOnce(new Error('no connection'));
    chat.send('psst');
    await settle();
    room.remoteParticipants.clear();
    chat.retry(chat.messages.get()[0]!.id);
    expect(room.sendText).toHaveBeenCalledOnce();
  });
});

test('the transcript is plain text, without what was never sent', async () => {
  await room.say('bob', ['a\nb'], 's1');
  room.sendText.mockRejectedValueOnce(new Error('no'));
  chat.send('lost');
  await settle();
  const words = { privateTo: (name: string) => `to ${name}`, file: (name: string) => `[${name}]` };
  expect(transcript(chat.messages.get(), 'en', words)).toMatch(/^\[.+\] Bob: a\n {4}b\n$/);
});
