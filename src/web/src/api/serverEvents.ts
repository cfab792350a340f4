import { ApiError, headersOf, readProblem } from './request';

/** One server-sent event; its data is JSON in this API. */
export type ServerEvent = { name: string; data: unknown };

/** The lines of `text/event-stream` (WHATWG HTML 9.2) as events, fed in pieces as they arrive. */
export class EventStreamParser {
  private rest = '';
  private name = '';
  private data: string[] = [];

  push(text: string): ServerEvent[] {
    // A CR at the end may be half of a CR LF.
    const all = this.rest + text;
    const whole = all.endsWith('\r') ? all.slice(0, -1) : all;
    const lines = whole.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + all.slice(whole.length);
    return lines.flatMap((line) => this.takeLine(line) ?? []);
  }

  private takeLine(line: string): ServerEvent | null {
    if (line === '') return this.dispatch();
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    return null;
  }

  private dispatch(): ServerEvent | null {
    const { name, data } = this;
    this.name = '';
    this.data = [];
    if (data.length === 0) return null;
    return { name: name || 'message', data: parsed(data.join('\n')) };
  }
}

/** Null for what is no JSON: such an event is known by its name alone. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The server says something at least every 15 seconds; a stream that is silent for this long is dead. */
const silentMs = 40_000;

type Options = {
  token?: string;
  signal: AbortSignal;
  onOpen?: () => void;
  onEvent: (event: ServerEvent) => void;
};

/**
 * Reads one stream of events to its end. EventSource could not send credentials, nor tell a refusal from a cut line.
 * Throws `ApiError` when the server refuses, and with status 0 when the line is cut; nothing after an abort.
 */
export async function readServerEvents(path: string, options: Options): Promise<void> {
  const { token, signal, onOpen, onEvent } = options;
  const stop = new AbortController();
  const abort = () => stop.abort();
  let timer = setTimeout(abort, silentMs);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const response = await fetch(path, {
      headers: headersOf('text/event-stream, application/problem+json', token),
      cache: 'no-store',
      signal: stop.signal,
    });
    if (!response.ok) throw await readProblem(response);
    const reader = response.body?.getReader();
    if (!reader || !response.headers.get('Content-Type')?.startsWith('text/event-stream'))
      throw new ApiError(0, 'Not a stream of events');
    onOpen?.();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      clearTimeout(timer);
      timer = setTimeout(abort, silentMs);
      parser.push(decoder.decode(value, { stream: true })).forEach(onEvent);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof ApiError ? error : new ApiError(0, 'The stream was cut');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    stop.abort();
  }
}

type Follow = Omit<Options, 'signal' | 'onOpen'> & {
  /** Whether the line stands; for telling people. */
  onConnected?: (isConnected: boolean) => void;
  /** The server will not have us: it makes no sense to ask again. */
  onRefused: (problem: ApiError) => void;
};

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;

/** Reads events and begins anew whenever the line is cut, until the returned function is called or the server refuses. */
export function followServerEvents(path: string, options: Follow, read = readServerEvents): () => void {
  const { onConnected, onRefused, ...rest } = options;
  const stop = new AbortController();
  let waitMs = firstWaitMs;
  let wake: () => void = () => undefined;
  const online = () => wake();

  const pause = async (ms: number) => {
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, ms);
    });
  };

  const run = async () => {
    while (!stop.signal.aborted) {
      try {
        await read(path, {
          ...rest,
          signal: stop.signal,
          onOpen: () => {
            waitMs = firstWaitMs;
            onConnected?.(true);
          },
          onEvent: (event) => {
            if (!stop.signal.aborted) rest.onEvent(event);
          },
        });
      } catch (error) {
        const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
        if (stop.signal.aborted) return;
        if (!problem.isUnreachable && problem.status !== 429) {
          onRefused(problem);
          return;
        }
        if (problem.retryAfterSeconds !== null) waitMs = Math.max(waitMs, problem.retryAfterSeconds * 1_000);
      }
      if (stop.signal.aborted) return;
      onConnected?.(false);
      // A little different for everybody: after a restart of the server not all come at once.
      await pause(waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(longestWaitMs, waitMs * 2);
    }
  };

  window.addEventListener('online', online);
  void run();
  return () => {
    stop.abort();
    wake();
    window.removeEventListener('online', online);
  };
}
