import { Blob as NodeBlob, File as NodeFile } from 'node:buffer';
import type { ByteStreamHandler, Room } from 'livekit-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Chat } from './chat';
import { Transfers } from './transfers';
import { idAttribute, privateAttribute } from './wire';

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const rules = { history: false, max_message_length: 100, max_file_bytes: 200_000 };

class FakeRoom {
  onBytes: ByteStreamHandler | undefined;
  written: number[] = [];
  isClosed = false;
  failure: Error | null = null;
  afterWrite: () => void = () => undefined;
  options: { destinationIdentities?: string[]; attributes: Record<string, string> } = { attributes: {} };
  streamBytes = (options: typeof this.options) => {
    this.options = options;
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve({
      write: (part: Uint8Array) => {
        this.written.push(part.byteLength);
        this.afterWrite();
        return Promise.resolve();
      },
      close: () => {
        this.isClosed = true;
        return Promise.resolve();
      },
    });
  };
  localParticipant = { identity: 'me', streamBytes: this.streamBytes };
  remoteParticipants = new Map([['bob', { identity: 'bob', name: 'Bob' }]]);
  registerByteStreamHandler = (_topic: string, handler: ByteStreamHandler) => (this.onBytes = handler);
  unregisterByteStreamHandler = () => (this.onBytes = undefined);

  async give(info: object, parts: number[], error?: Error) {
    const reader = {
      info: { id: 's1', name: 'a.png', mimeType: 'image/png', attributes: {}, ...info },
      async *[Symbol.asyncIterator]() {
        for (const part of parts) yield await Promise.resolve(new Uint8Array(part));
        if (error) throw error;
      },
    };
    this.onBytes?.(reader as never, { identity: 'bob' });
    await settle();
  }
}

let room: FakeRoom;
let chat: Chat;
let transfers: Transfers;
let stop: () => void;
let blobs: Map<string, Blob>;
let made = 0;

beforeEach(() => {
  room = new FakeRoom();
  chat = new Chat(room as unknown as Room, { own: 'Me', guest: () => 'Guest' }, null, rules);
  transfers = new Transfers(chat);
  blobs = new Map();
  // jsdom's cannot be read.
  vi.stubGlobal('Blob', NodeBlob);
  URL.createObjectURL = (blob: Blob) => {
    blobs.set(`blob:${++made}`, blob);
    return `blob:${made}`;
  };
  URL.revokeObjectURL = (url) => void blobs.delete(url);
  stop = transfers.watch();
});

const only = () => chat.messages.get()[0]!;
const file = (bytes: number, name = 'a.pdf', type = 'application/pdf') =>
  new NodeFile([new Uint8Array(bytes)], name, { type }) as unknown as File;

describe('sending a file', () => {
  test('goes out in slices with its id, and is done at the end', async () => {
    expect(transfers.send(file(150_000, '../a.pdf'))).toBeNull();
    await vi.waitFor(() => expect(only().file?.state).toBe('done'));
    expect(room.written).toEqual([65_536, 65_536, 18_928]);
    expect(room.isClosed).toBe(true);
    expect(only()).toMatchObject({ state: 'sent', file: { name: 'a.pdf', progress: 1 } });
    expect(room.options.attributes[idAttribute]).toBe(only().id);
  });

  test.each([
    [200_001, 'tooLarge'],
    [0, 'empty'],
  ])('%i bytes are refused: %s', (bytes, refusal) => {
    expect(transfers.send(file(bytes))).toBe(refusal);
    expect(chat.messages.get()).toEqual([]);
  });

  test('waits beside the message until it is sent or taken away', () => {
    const [one, two] = [file(10, 'one.txt'), file(10, 'two.txt')];
    transfers.stage([one, file(0), two]);
    expect(transfers.refused.get()).toBe('empty');
    transfers.unstage(one);
    expect(transfers.sendStaged()).toBe(true);
    expect(only().file?.name).toBe('two.txt');
    expect(transfers.sendStaged()).toBe(false);
  });

  test('can be stopped on its way', async () => {
    room.afterWrite = () => transfers.cancel(only().id);
    transfers.send(file(150_000));
    await vi.waitFor(() => expect(room.isClosed).toBe(true));
    expect(room.written).toHaveLength(1);
    expect(only().file?.state).toBe('cancelled');
  });

  test('a failure shows', async () => {
    room.failure = new Error('no connection');
    transfers.send(file(10));
    await vi.waitFor(() => expect(only().file?.state).toBe('failed'));
  });

  test('to one person reaches one person', async () => {
    chat.recipient.set({ identity: 'bob', name: 'Bob' });
    transfers.send(file(10));
    await vi.waitFor(() => expect(only().state).toBe('sent'));
    const { options } = room;
    expect([options.destinationIdentities, options.attributes[privateAttribute]]).toEqual([['bob'], 'true']);
  });
});

describe('receiving a file', () => {
  test('puts the parts together under a safe name; pictures keep their type', async () => {
    await room.give({ name: '../../x.png', size: 30 }, [10, 20]);
    expect(only().file).toMatchObject({ name: 'x.png', state: 'done', progress: 1 });
    const blob = blobs.get(only().file!.url!);
    expect([blob?.size, blob?.type]).toEqual([30, 'image/png']);
    expect(chat.unread.get()).toBe(1);
  });

  test('a page stays a download, whatever it says it is', async () => {
    await room.give({ name: 'x.html', mimeType: 'text/html', size: 10 }, [10]);
    expect(blobs.get(only().file!.url!)?.type).toBe('application/octet-stream');
  });

  test.each<[string, object, number[], Error | undefined, string]>([
    ['too large', { size: 200_001 }, [200_001], undefined, 'tooLarge'],
    ['of unknown size', { size: undefined }, [10], undefined, 'tooLarge'],
    ['longer than it said', { size: 10 }, [10, 10], undefined, 'failed'],
    ['cut off', { size: 20 }, [10], undefined, 'failed'],
    ['broken off', { size: 20 }, [10], new Error('gone'), 'failed'],
  ])('%s: nothing is held', async (_case, info, parts, error, state) => {
    await room.give(info, parts, error);
    expect(only().file).toMatchObject({ state, url: null });
    expect(blobs.size).toBe(0);
  });

  test('the oldest are let go when much has come', async () => {
    for (let index = 0; index < 10; index++) await room.give({ id: `s${index}`, size: 200_000 }, [200_000]);
    const urls = chat.messages.get().map((message) => message.file?.url !== null);
    expect(urls).toEqual([false, false, true, true, true, true, true, true, true, true]);
    expect(blobs.size).toBe(8);
    stop();
    expect(blobs.size).toBe(0);
  });
});

test('a stream under a known id is read to its end and thrown away', async () => {
  await room.give({ id: 's1', size: 3 }, [3]);
  let read = 0;
  const again = {
    info: { id: 's1', name: 'b.png', mimeType: 'image/png', size: 4, attributes: {} },
    async *[Symbol.asyncIterator]() {
      for (; read < 4; read++) yield await Promise.resolve(new Uint8Array(1));
    },
  };
  room.onBytes?.(again as never, { identity: 'bob' });
  await settle();
  expect(read).toBe(4);
  expect(chat.messages.get()).toHaveLength(1);
});
