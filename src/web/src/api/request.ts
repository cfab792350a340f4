/** Why a call to the server failed. `detail` is a sentence for people, in the language that was asked for. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer arrived at all. */
  readonly status: number;
  readonly detail: string | null;
  /** What happened, for programs; null when it was not our server that answered. */
  readonly code: string | null;
  /** The server asks not to be asked again before so many seconds have passed. */
  readonly retryAfterSeconds: number | null;
  /** When a meeting that has not begun will begin. */
  readonly startsAt: string | null;

  constructor(status: number, title: string, detail: string | null = null, more: More = {}) {
    super(title);
    this.name = 'ApiError';
    this.status = status;
    this.detail = detail;
    this.code = more.code ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
    this.startsAt = more.startsAt ?? null;
  }

  /** No usable server at the other end: network, proxy, or the media server behind it. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

type More = { code?: string | null; retryAfterSeconds?: number | null; startsAt?: string | null };

type Options = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** A participant's access token, or what a host or co-host proves themselves with. */
  token?: string;
  signal?: AbortSignal;
};

const timeoutMs = 15_000;

/** One JSON call. Throws `ApiError` for every failure except an abort by the caller. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const { method = 'GET', body, token, signal } = options;
  const headers = headersOf('application/json, application/problem+json', token);
  if (body !== undefined) headers['Content-Type'] = 'application/json';

  // AbortSignal.any would say this in a line, but is younger than the browsers that we serve.
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener('abort', abort);

  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: stop.signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'No answer');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    // A page of some proxy instead of our API.
    throw new ApiError(0, 'Not an answer of this API');
  }
}

export function headersOf(accept: string, token?: string): Record<string, string> {
  return {
    Accept: accept,
    'Accept-Language': document.documentElement.lang || 'en',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
}

/** RFC 9457; anything else becomes an error with the status only. */
export async function readProblem(response: Response): Promise<ApiError> {
  const { status } = response;
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const retryAfterSeconds = Number.isNaN(seconds) ? null : Math.max(0, seconds);
  try {
    const problem = (await response.json()) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return new ApiError(status, text(problem.title) ?? `HTTP ${status}`, text(problem.detail), {
      retryAfterSeconds,
      code: text(problem.code),
      startsAt: text(problem.starts_at),
    });
  } catch {
    return new ApiError(status, `HTTP ${status}`, null, { retryAfterSeconds });
  }
}
