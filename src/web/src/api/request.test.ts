import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, request } from './request';

function answer(status: number, body: string, type = 'application/json') {
  const fetchMock = vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response(body, { status, headers: { 'Content-Type': type } })),
  );
  vi.stubGlobal('fetch', fetchMock);
  return fetchMock;
}

async function failure(): Promise<ApiError> {
  try {
    await request('/api/x');
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError);
    return error as ApiError;
  }
  throw new Error('did not fail');
}

afterEach(() => vi.unstubAllGlobals());

describe('request', () => {
  test('sends JSON and the language of the page', async () => {
    document.documentElement.lang = 'de';
    const fetchMock = answer(200, '{"ok":true}');
    await expect(request('/api/x', { method: 'POST', body: { a: 1 } })).resolves.toEqual({ ok: true });
    const init = fetchMock.mock.calls[0]?.[1];
    expect(init?.body).toBe('{"a":1}');
    expect(init?.headers).toMatchObject({ 'Accept-Language': 'de', 'Content-Type': 'application/json' });
  });

  test('keeps status and detail of a problem', async () => {
    answer(410, '{"title":"Gone","status":410,"detail":"Create a new one."}', 'application/problem+json');
    const error = await failure();
    expect([error.status, error.message, error.detail]).toEqual([410, 'Gone', 'Create a new one.']);
    expect(error.isUnreachable).toBe(false);
  });

  test('keeps what programs read from a problem', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response('{"code":"not_started","starts_at":"2026-01-01T10:00:00Z"}', {
          status: 425,
          headers: { 'Retry-After': '30' },
        }),
      ),
    );
    const { code, startsAt, retryAfterSeconds } = await failure();
    expect([code, startsAt, retryAfterSeconds]).toEqual(['not_started', '2026-01-01T10:00:00Z', 30]);
  });

  test('a date in Retry-After is no number of seconds', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response('', { status: 429, headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' } }),
      ),
    );
    expect((await failure()).retryAfterSeconds).toBeNull();
  });

  test('a gateway page is an unreachable server', async () => {
    answer(502, '<html>', 'text/html');
    expect((await failure()).isUnreachable).toBe(true);
  });

  test('a page of HTML with status 200 is an unreachable server', async () => {
    answer(200, '<html>', 'text/html');
    expect((await failure()).isUnreachable).toBe(true);
  });

  test('no network is status 0', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failure()).status).toBe(0);
  });
});
