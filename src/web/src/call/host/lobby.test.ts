import { beforeEach, expect, test } from 'vitest';
import type { followLobby } from '../../api/lobby';
import { ApiError } from '../../api/request';
import { Lobby } from './lobby';

type Events = Parameters<typeof followLobby>[2];

const person = (id: string) => ({ id, display_name: id.toUpperCase(), since: '2026-01-01T12:00:00Z' });

let events: Events;
let opened: number;
let closed: number;
let knocks: number;
let lobby: Lobby;

beforeEach(() => {
  opened = closed = knocks = 0;
  lobby = new Lobby(
    () => void (knocks += 1),
    (_meetingId, _credential, given) => {
      opened += 1;
      events = given;
      return () => void (closed += 1);
    },
  );
  lobby.open('abc-defg-hij', 'secret');
});

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

test('each newcomer knocks once, whatever the list says again', () => {
  events.onList([person('ada')]);
  events.onList([person('ada')]);
  expect(knocks).toBe(1);
  events.onList([person('ada'), person('ben'), person('cleo')]);
  expect(knocks).toBe(2);
  expect(ids(lobby.knocking.get())).toEqual(['ada', 'ben', 'cleo']);
});

test('a closed notice stays closed for those who were in it', () => {
  events.onList([person('ada')]);
  lobby.dismiss();
  expect(ids(lobby.waiting.get())).toEqual(['ada']);
  events.onList([person('ada'), person('ben')]);
  expect(ids(lobby.knocking.get())).toEqual(['ben']);
});

test('who is decided on goes at once; who goes by themselves, too, and may knock again', () => {
  events.onList([person('ada'), person('ben')]);
  lobby.forget(['ada']);
  expect(ids(lobby.knocking.get())).toEqual(['ben']);
  events.onList([]);
  expect(lobby.waiting.get()).toEqual([]);
  expect(knocks).toBe(1);
  events.onList([person('ada')]);
  expect(knocks).toBe(2);
});

test('is opened once, and empty when closed or refused', () => {
  lobby.open('abc-defg-hij', 'secret');
  expect(opened).toBe(1);
  events.onList([person('ada')]);
  events.onRefused(new ApiError(403, 'no'));
  expect([closed, lobby.waiting.get()]).toEqual([1, []]);
  lobby.open('abc-defg-hij', 'secret');
  expect(opened).toBe(2);
});
