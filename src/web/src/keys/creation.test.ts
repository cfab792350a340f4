import { beforeEach, expect, test, vi } from 'vitest';
import { createAsHost } from './create';
import { askCreation, creation, rememberOperator } from './creation';

/** Answers by path; anything else is 404. */
function serve(answers: Record<string, unknown>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    const answer = answers[path];
    return Promise.resolve(new Response(JSON.stringify(answer ?? {}), { status: answer ? 200 : 401 }));
  });
  return asked;
}

const created = { meeting_id: 'abc-defg-hij', expires_at: '2030-01-01T00:00:00Z' };

beforeEach(() => {
  creation.set('open');
  vi.unstubAllGlobals();
});

test('where anybody may create, nothing changes', async () => {
  serve({ '/api/v1/server': { create_meetings: 'anyone' } });
  await askCreation();
  expect(creation.get()).toBe('open');
});

test.each(['key', 'admin'])(
  'where %s is needed, it is closed, and a stranger is not asked for a session',
  async (policy) => {
    const asked = serve({ '/api/v1/server': { create_meetings: policy } });
    await askCreation();
    expect(creation.get()).toBe('closed');
    expect(asked).toEqual(['/api/v1/server']);
  },
);

test('an operator who is signed in creates through the dashboard', async () => {
  const asked = serve({
    '/api/v1/server': { create_meetings: 'admin' },
    '/api/v1/admin/session': { expires_at: '2030-01-01T00:00:00Z' },
    '/api/v1/admin/meetings/create': created,
  });
  rememberOperator(true);
  await askCreation();
  expect(creation.get()).toBe('operator');
  expect((await createAsHost()).meeting_id).toBe('abc-defg-hij');
  expect(asked.at(-1)).toBe('/api/v1/admin/meetings/create');
});

test('an operator whose session is over is anybody', async () => {
  serve({ '/api/v1/server': { create_meetings: 'admin' } });
  rememberOperator(true);
  await askCreation();
  expect(creation.get()).toBe('closed');
});

test('a server that does not answer leaves the button: the click says why', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await askCreation();
  expect(creation.get()).toBe('open');
  expect(warn).toHaveBeenCalledOnce();
});
