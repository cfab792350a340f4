import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from './request';
import { EventStreamParser, followServerEvents, readServerEvents } from './serverEvents';
import type { ServerEvent } from './serverEvents';

describe('EventStreamParser', () => {
  const text =
    'event: waiting\ndata: {"host_present":true}\n\n: still here\n\nevent: admitted\r\ndata: {}\r\n\r\n';
  const events = [
    { name: 'waiting', data: { host_present: true } },
    { name: 'admitted', data: {} },
  ];

  test('reads events and skips comments', () => expect(new EventStreamParser().push(text)).toEqual(events));

  test('cut at any two places it reads the same', () => {
    for (let a = 0; a <= text.length; a++)
      for (let b = a; b <= text.length; b++) {
        const parser = new EventStreamParser();
        const pieces = [text.slice(0, a), text.slice(a, b), text.slice(b)];
        expect(
          pieces.flatMap((piece) => parser.push(piece)),
          `${a}, ${b}`,
        ).toEqual(events);
      }
  });

  test.each([
    ['data: 1\ndata: 2\n\n', [{ name: 'message', data: null }]],
    ['data:{"a":1}\n\n', [{ name: 'message', data: { a: 1 } }]],
    ['data\n\n', [{ name: 'message', data: null }]],
    ['event: lost\n\ndata: 1\n\n', [{ name: 'message', data: 1 }]],
    ['id: 7\nretry: 10\nevent: x\ndata: "a: b"\n\n', [{ name: 'x', data: 'a: b' }]],
    ['data: 1\n', []],
  ])('%j', (stream, expected) => expect(new EventStreamParser().push(stream)).toEqual(expected));
});

const streamOf = (...pieces: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

function answer(body: BodyInit | null, init: ResponseInit) {
  const mock = vi.fn<typeof fetch>(() => Promise.resolve(new Response(body, init)));
  vi.stubGlobal('fetch', mock);
  return mock;
}

const eventStream = { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('readServerEvents', () => {
  test('hands on events and sends the credential', async () => {
    const mock = answer(streamOf('event: lob', 'by\ndata: []\n\n'), eventStream);
    const events: ServerEvent[] = [];
    const { signal } = new AbortController();
    await readServerEvents('/x', { token: 'secret', signal, onEvent: (event) => events.push(event) });
    expect(events).toEqual([{ name: 'lobby', data: [] }]);
    expect(mock.mock.calls[0]?.[1]?.headers).toMatchObject({ Authorization: 'Bearer secret' });
  });

  test.each([
    ['a refusal', () => answer('{"code":"gone"}', { status: 410 }), 410],
    ['a page of a proxy', () => answer('<html>', { headers: { 'Content-Type': 'text/html' } }), 0],
    ['no network', () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no'))), 0],
  ])('%s is an error', async (_, arrange, status) => {
    arrange();
    const { signal } = new AbortController();
    await expect(readServerEvents('/x', { signal, onEvent: () => undefined })).rejects.toMatchObject({
      status,
    });
  });
});

describe('followServerEvents', () => {
  beforeEach(() => void vi.useFakeTimers());

  test('begins anew when the line is cut, later each time, and at once when the network is back', async () => {
    const read = vi.fn<typeof readServerEvents>(() => Promise.reject(new ApiError(0, 'cut')));
    const connected: boolean[] = [];
    const stop = followServerEvents(
      '/x',
      { onEvent: () => undefined, onRefused: () => undefined, onConnected: (is) => connected.push(is) },
      read,
    );
    await vi.advanceTimersByTimeAsync(1_250);
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(read).toHaveBeenCalledTimes(3);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(4);
    expect(connected).toEqual([false, false, false, false]);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(4);
  });

  test('a refusal ends it; a busy server does not', async () => {
    const problems = [new ApiError(429, 'busy', null, { retryAfterSeconds: 5 }), new ApiError(410, 'over')];
    const read = vi.fn<typeof readServerEvents>(() =>
      Promise.reject(problems.shift() ?? new Error('once more')),
    );
    const refused: number[] = [];
    followServerEvents(
      '/x',
      { onEvent: () => undefined, onRefused: ({ status }) => refused.push(status) },
      read,
    );
    await vi.advanceTimersByTimeAsync(3_700);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(refused).toEqual([410]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(2);
  });
});
