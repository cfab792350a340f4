import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JoinedMeeting, WaitingMeeting } from '../api/joinMeeting';
import type { MeetingInfo } from '../api/meetingInfo';
import { ApiError } from '../api/request';
import { saveKeys } from '../keys/meetingKeys';
import type { Ending } from '../meeting/ending';
import { Entry } from './entry';

const id = 'abc-defg-hij';
const joined: JoinedMeeting = { token: 't', meeting_id: id, livekit_url: '', participant_id: 'p' };
const knocking: WaitingMeeting = { state: 'waiting', ticket: 'w', meeting_id: id, host_present: true };
const problem = (status: number, code: string, more = {}) =>
  new ApiError(status, code, `about ${code}`, { code, ...more });

const info = (fields: Partial<MeetingInfo> = {}): MeetingInfo => ({
  ...{ meeting_id: id, name: null, created_at: '', expires_at: '', participant_count: 0 },
  ...{ max_participants: 20, state: 'active', ...fields },
});

type Answer = JoinedMeeting | WaitingMeeting | ApiError;

let results: (JoinedMeeting | Ending)[];
let asked: [name: string, password: string | null | undefined][];
let stop: () => void;

function begin(...answers: Answer[]): Entry {
  const entry = new Entry(id, (_id, name, password) => {
    asked.push([name, password]);
    const answer = answers.shift() ?? joined;
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
  });
  stop = entry.start({
    onJoined: (meeting) => results.push(meeting),
    onRefused: (ending) => results.push(ending),
  });
  return entry;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/');
  results = [];
  asked = [];
  // A stream of events that stays open and says nothing.
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('password', () => {
  test.each([
    [{}, 'none'],
    [{ has_password: true }, 'needed'],
    [{ has_password: true, waiting_room: 'everyone' }, 'needed'],
    [{ has_password: true, waiting_room: 'without_password' }, 'optional'],
  ] as const)('%j: the field is %s', (fields, field) => {
    const entry = begin();
    entry.setInfo(info(fields));
    expect(entry.state.get().password).toBe(field);
  });

  test('hosts, and who was in before, are not asked', () => {
    saveKeys(id, { ticket: 'x' });
    const entry = begin();
    entry.setInfo(info({ has_password: true }));
    expect(entry.state.get().password).toBe('none');
  });

  test('one in the link is used, and the field comes when it is wrong', async () => {
    history.replaceState(null, '', '/meeting/abc-defg-hij#key=x&pw=from%20link');
    const entry = begin(problem(403, 'password_wrong'), joined);
    entry.setInfo(info({ has_password: true }));
    expect(entry.state.get().password).toBe('none');
    await entry.join('Ada', null);
    expect(asked).toEqual([['Ada', 'from link']]);
    expect(entry.state.get()).toMatchObject({
      password: 'wrong',
      error: 'about password_wrong',
      isJoining: false,
    });
    await entry.join('Ada', 'typed');
    expect(asked[1]).toEqual(['Ada', 'typed']);
    expect(results).toEqual([joined]);
  });

  test('one that was set meanwhile is asked for', async () => {
    const entry = begin(problem(401, 'password_required'));
    await entry.join('Ada', null);
    expect(entry.state.get()).toMatchObject({ password: 'needed', error: null });
  });

  test('too many tries: none before the time is over', async () => {
    const entry = begin(problem(429, 'too_many_password_tries', { retryAfterSeconds: 30 }), joined);
    await entry.join('Ada', 'x');
    expect(entry.state.get()).toMatchObject({ blockedUntil: Date.now() + 30_000, password: 'needed' });
    await entry.join('Ada', 'y');
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(entry.state.get()).toMatchObject({ blockedUntil: null, error: null });
    await entry.join('Ada', 'y');
    expect(results).toEqual([joined]);
  });
});

describe('lock and refusals', () => {
  test('a locked meeting is told before and after knocking', async () => {
    const entry = begin(problem(423, 'meeting_locked'));
    entry.setInfo(info({ locked: true }));
    expect(entry.state.get().isLocked).toBe(true);
    await entry.join('Ada', null);
    expect(entry.state.get()).toMatchObject({ isLocked: true, error: null, isJoining: false });
    expect(results).toEqual([]);
  });

  test.each([
    [problem(403, 'removed_from_meeting'), 'keptout'],
    [problem(403, 'entry_denied'), 'denied'],
    [problem(410, 'meeting_expired'), 'expired'],
    [new ApiError(0, ''), 'unreachable'],
  ] as const)('%o has its page', async (error, ending) => {
    await begin(error).join('Ada', null);
    expect(results).toEqual([ending]);
  });

  test('whatever else is said beside the form', async () => {
    const entry = begin(new ApiError(400, 'Bad', 'Choose another name.'), new ApiError(400, 'Bad'));
    await entry.join('Ada', null);
    expect(entry.state.get().error).toBe('Choose another name.');
    await entry.join('Ada', null);
    expect(entry.state.get().error).toBe('');
  });
});

describe('a meeting that has not begun', () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  test('is entered when it starts, once, after one click', async () => {
    const entry = begin(joined);
    entry.setInfo(info({ starts_at: inMinutes(90) }));
    expect(entry.state.get().startsAt).toBe(Date.now() + 90 * 60_000);
    entry.enterAtStart('Ada', null);
    await vi.advanceTimersByTimeAsync(89 * 60_000);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(63_000);
    expect(asked).toHaveLength(1);
    expect(results).toEqual([joined]);
  });

  test('a server whose clock is behind is asked again', async () => {
    const early = problem(425, 'not_started', { startsAt: inMinutes(0) });
    const entry = begin(early, early, joined);
    await entry.join('Ada', null);
    expect(entry.state.get().isEnteringAtStart).toBe(true);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(results).toEqual([joined]);
  });

  test('can be called off, and the form is as always once it has begun', async () => {
    const entry = begin();
    entry.setInfo(info({ starts_at: inMinutes(1) }));
    entry.enterAtStart('Ada', null);
    entry.cancelEnterAtStart();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).toEqual([]);
    entry.noteStarted();
    expect(entry.state.get()).toMatchObject({ startsAt: null, isEnteringAtStart: false });
  });

  test('a host who comes early opens the door', async () => {
    const entry = begin(joined);
    const early = info({ starts_at: inMinutes(10) });
    entry.setInfo(early);
    entry.enterAtStart('Ada', null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(results).toEqual([]);
    const body = JSON.stringify({ ...early, host_present: true });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(results).toEqual([joined]);
  });

  test('with a host inside it has begun', () => {
    const entry = begin();
    entry.setInfo(info({ starts_at: inMinutes(10), host_present: true }));
    expect(entry.state.get().startsAt).toBeNull();
  });

  test('hosts come in early', () => {
    saveKeys(id, { hostKey: 'h' });
    const entry = begin();
    entry.setInfo(info({ starts_at: inMinutes(60), locked: true, has_password: true }));
    expect(entry.isHost).toBe(true);
    expect(entry.state.get()).toMatchObject({ startsAt: null, isLocked: false, password: 'none' });
  });
});

describe('host key', () => {
  test('one that was replaced is forgotten, and the person told', async () => {
    saveKeys(id, { hostKey: 'old' });
    const entry = begin(problem(403, 'host_key_wrong'));
    entry.setInfo(info({ has_password: true }));
    await entry.join('Ada', null);
    expect(entry.isHost).toBe(false);
    expect(entry.state.get()).toMatchObject({ isKeyReplaced: true, password: 'needed', error: null });
  });
});

describe('waiting room', () => {
  test('knocking opens it, leaving it brings the form back', async () => {
    const entry = begin(knocking);
    await entry.join('Ada', null);
    expect(entry.state.get().waiting?.place).toMatchObject({ ticket: 'w', name: 'Ada' });
    entry.leaveWaiting();
    expect(entry.state.get().waiting).toBeNull();
    expect(results).toEqual([]);
  });

  test('a page that is loaded again is still in it', async () => {
    const entry = begin(knocking);
    await entry.join('Ada', null);
    stop();
    expect(begin().state.get().waiting?.place).toMatchObject({ ticket: 'w', name: 'Ada' });
  });
});
