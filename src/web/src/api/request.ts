/** Why a call to the server failed. `detail` is a sentence for people, in the language that was asked for. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer arrived at all. */
  readonly status: number;
  readonly detail: string | null;

  constructor(status: number, title: string, detail: string | null = null) {
    super(title);
    this.name = 'ApiError';
    this.status = status;
    this.detail = detail;
  }

  /** No usable server at the other end: network, proxy, or the media server behind it. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

type Options = {
  method?: 'GET' | 'POST';
  body?: unknown;
  /** A participant's access token. */
  token?: string;
  signal?: AbortSignal;
};

const timeoutMs = 15_000;

/** One JSON call. Throws `ApiError` for every failure except an abort by the caller. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const { method = 'GET', body, token, signal } = options;
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': document.documentElement.lang || 'en',
  };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;

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

/** RFC 9457; anything else becomes an error with the status only. */
async function readProblem(response: Response): Promise<ApiError> {
  try {
    const problem = (await response.json()) as { title?: unknown; detail?: unknown };
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return new ApiError(
      response.status,
      text(problem.title) ?? `HTTP ${response.status}`,
      text(problem.detail),
    );
  } catch {
    return new ApiError(response.status, `HTTP ${response.status}`);
  }
}
