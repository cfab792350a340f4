import { beforeEach, expect, test, vi } from 'vitest';
import type { followWait } from '../api/lobby';
import { ApiError } from '../api/request';
import { Waiting, rememberedPlace } from './waiting';
import type { WaitingOutcome } from './waiting';

type Events = Parameters<typeof followWait>[2];

const place = { meetingId: 'abc-defg-hij', ticket: 't', name: 'Ada', since: 1_000 };

let events: Events;
let stopped: number;
let outcomes: WaitingOutcome[];
let waiting: Waiting;

beforeEach(() => {
  sessionStorage.clear();
  stopped = 0;
  outcomes = [];
  waiting = new Waiting(place, false, (_meetingId, _ticket, given) => {
    events = given;
    return () => void (stopped += 1);
  });
  waiting.start((outcome) => outcomes.push(outcome));
});

test('hears of the host, of its place, and of a cut line', () => {
  events.onEvent({ name: 'waiting', isHostPresent: true, position: 2 });
  expect(waiting.state.get()).toEqual({ isHostPresent: true, position: 2, isConnected: true });
  events.onConnected(false);
  expect(waiting.state.get()).toEqual({ isHostPresent: true, position: 2, isConnected: false });
  expect(outcomes).toEqual([]);
});

test('a page that is loaded again finds its place, another meeting finds none', () => {
  expect(rememberedPlace('abc-defg-hij')).toEqual(place);
  expect(rememberedPlace('xyz-defg-hij')).toBeNull();
});

test('being admitted ends the waiting', () => {
  events.onEvent({ name: 'admitted' });
  expect(outcomes).toEqual([{ kind: 'admitted' }]);
  expect(stopped).toBe(1);
  expect(rememberedPlace('abc-defg-hij')).toBeNull();
});

test.each([
  ['denied', 'denied'],
  ['ended', 'ended'],
  ['timed_out', 'timedout'],
] as const)('%s has its page', (name, ending) => {
  events.onEvent({ name });
  expect(outcomes).toEqual([{ kind: 'ending', ending, detail: null }]);
});

test.each([
  [new ApiError(404, '', 'x', { code: 'ticket_not_found' }), 'timedout', null],
  [new ApiError(404, '', 'x', { code: 'meeting_not_found' }), 'notfound', 'x'],
  [new ApiError(410, '', 'x', { code: 'meeting_expired' }), 'expired', 'x'],
  [new ApiError(403, '', 'x', { code: 'removed_from_meeting' }), 'keptout', 'x'],
  [new ApiError(400, '', 'x'), 'timedout', null],
] as const)('a refusal is explained: %o', (problem, ending, detail) => {
  events.onRefused(problem);
  expect(outcomes).toEqual([{ kind: 'ending', ending, detail }]);
});

test('leaving tells the server', () => {
  const fetchMock = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal('fetch', fetchMock);
  waiting.leave();
  expect(fetchMock.mock.calls[0]?.[0]).toBe('/api/v1/meetings/abc-defg-hij/wait?ticket=t');
  expect(fetchMock.mock.calls[0]?.[1]?.method).toBe('DELETE');
  expect(rememberedPlace('abc-defg-hij')).toBeNull();
  vi.unstubAllGlobals();
});

test.each(['nonsense', 'null', '{"meetingId":"abc-defg-hij"}'])('a strange memory is none: %s', (stored) => {
  sessionStorage.setItem('treff.waiting', stored);
  expect(rememberedPlace('abc-defg-hij')).toBeNull();
});
