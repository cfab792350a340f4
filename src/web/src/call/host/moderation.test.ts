import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ModerationApi } from '../../api/moderation';
import { startI18n } from '../../i18n/i18n';
import { readKeys, saveKeys } from '../../keys/meetingKeys';
import { MeetingSettingsModel } from './meetingSettings';
import { Moderation } from './moderation';

startI18n(['en']);

const id = 'abc-defg-hij';
const ada = { identity: 'guest-ada/1', name: 'Ada' };

let reports: string[];
const report = (kind: string, text: string) => void reports.push(`${kind}: ${text}`);

function server(...answers: [status: number, body?: object][]) {
  const mock = vi.fn<typeof fetch>(() => {
    const [status, body] = answers.shift() ?? [204];
    return Promise.resolve(new Response(body ? JSON.stringify(body) : null, { status }));
  });
  vi.stubGlobal('fetch', mock);
  return () =>
    mock.mock.calls.map(([path, init]) => {
      const { Authorization } = init?.headers as Record<string, string>;
      expect(Authorization).toBe('Bearer secret');
      return [init?.method, path, init?.body ?? null];
    });
}

beforeEach(() => {
  reports = [];
  localStorage.clear();
});

afterEach(() => vi.unstubAllGlobals());

describe('Moderation', () => {
  const begin = () => new Moderation(new ModerationApi(id, 'secret'), report);
  const base = '/api/v1/meetings/abc-defg-hij';

  test.each<[string, (moderation: Moderation) => Promise<boolean>, string, string, object | null, string]>([
    [
      'mute',
      (m) => m.mute(ada, 'microphone'),
      'POST',
      '/participants/guest-ada%2F1/mute',
      { source: 'microphone' },
      'Ada is muted.',
    ],
    [
      'ask',
      (m) => m.askToUnmute(ada),
      'POST',
      '/participants/guest-ada%2F1/ask-to-unmute',
      null,
      'Ada was asked to unmute.',
    ],
    [
      'lower',
      (m) => m.lowerHand(ada),
      'POST',
      '/participants/guest-ada%2F1/lower-hand',
      null,
      'The hand of Ada is lowered.',
    ],
    [
      'keep out',
      (m) => m.remove(ada, true),
      'POST',
      '/participants/guest-ada%2F1/remove',
      { keep_out: true },
      'Ada was removed and stays out.',
    ],
    [
      'promote',
      (m) => m.setCohost(ada, true),
      'POST',
      '/participants/guest-ada%2F1/role',
      { role: 'cohost' },
      'Ada is co-host now.',
    ],
    [
      'demote',
      (m) => m.setCohost(ada, false),
      'POST',
      '/participants/guest-ada%2F1/role',
      { role: 'guest' },
      'Ada is no longer co-host.',
    ],
    [
      'spotlight',
      (m) => m.spotlight(ada),
      'PUT',
      '/spotlight',
      { identity: 'guest-ada/1' },
      'Everyone sees Ada large.',
    ],
    [
      'mute all',
      (m) => m.muteAll(true),
      'POST',
      '/mute-all',
      { keep_muted: true },
      'All guests are muted and stay muted.',
    ],
    ['admit', (m) => m.admit('w 1', 'Ada'), 'POST', '/lobby/w%201/admit', null, 'Ada is let in.'],
    ['deny all', (m) => m.denyAll(), 'POST', '/lobby/deny-all', null, 'Nobody who waited is let in.'],
    ['end', (m) => m.end(), 'POST', '/end', null, 'The meeting is over.'],
  ])('%s', async (_, act, method, path, body, text) => {
    const calls = server([204]);
    await expect(act(begin())).resolves.toBe(true);
    expect(calls()).toEqual([[method, base + path, body && JSON.stringify(body)]]);
    expect(reports).toEqual([`done: ${text}`]);
  });

  test('a refusal is said in the words of the server, a dead server in ours', async () => {
    server([403, { code: 'hosts_only', detail: 'Ask a host.' }], [403, {}], [503, { detail: 'x' }]);
    const moderation = begin();
    await expect(moderation.end()).resolves.toBe(false);
    await moderation.end();
    await moderation.end();
    expect(reports).toEqual([
      'refused: Ask a host.',
      'refused: That did not work. Try again.',
      'refused: The server does not answer right now. Check your connection and try again.',
    ]);
    expect(moderation.isBusy.get()).toBe(false);
  });
});

describe('MeetingSettingsModel', () => {
  const permissions = { share_screen: true, unmute: true, camera: true, chat: true, record: false };
  const settings = { name: null, waiting_room: 'off', locked: false, has_password: false, permissions };

  async function begin(...answers: [number, object][]) {
    const calls = server([200, settings], ...answers);
    const model = new MeetingSettingsModel(id, 'secret', report);
    await model.load();
    return { model, calls };
  }

  test('shows a change before the server has answered, and then what it answered', async () => {
    const { model, calls } = await begin([200, { ...settings, locked: true, name: 'By the server' }]);
    const changing = model.change({ locked: true });
    expect(model.state.get().settings?.locked).toBe(true);
    await expect(changing).resolves.toBe(true);
    expect(model.state.get().settings?.name).toBe('By the server');
    expect(calls()[1]).toEqual(['PATCH', '/api/v1/meetings/abc-defg-hij/settings', '{"locked":true}']);
    expect(reports).toEqual(['done: Saved. It applies from now on.']);
  });

  test('parts of permissions and passwords are understood', async () => {
    const { model } = await begin([200, settings]);
    const changing = model.change({ permissions: { chat: false }, password: 'open sesame' });
    expect(model.state.get().settings).toMatchObject({
      has_password: true,
      permissions: { ...permissions, chat: false },
    });
    expect(model.state.get().settings).not.toHaveProperty('password');
    await changing;
  });

  test('takes back what is refused', async () => {
    const { model } = await begin([409, { code: 'alias_taken', detail: 'Taken.' }]);
    await expect(model.change({ locked: true })).resolves.toBe(false);
    expect(model.state.get().settings?.locked).toBe(false);
    expect(reports).toEqual(['refused: Taken.']);
  });

  test('settings that cannot be read say why', async () => {
    server([403, { detail: 'Not you.' }]);
    const model = new MeetingSettingsModel(id, 'secret', report);
    await model.load();
    expect(model.state.get()).toEqual({ settings: null, error: 'Not you.' });
  });

  test('a new host key replaces the one in this browser', async () => {
    saveKeys(id, { hostKey: 'old', ticket: 't' });
    const { model } = await begin([200, { host_key: 'new', host_url: 'x' }]);
    await expect(model.replaceHostKey()).resolves.toBe(true);
    expect(readKeys(id)).toEqual({ hostKey: 'new', ticket: 't' });
  });
});
