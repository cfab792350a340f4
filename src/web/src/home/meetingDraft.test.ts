import { describe, expect, test } from 'vitest';
import { aliasOf, fieldOfCode, newDraft, optionsOf } from './meetingDraft';
import type { MeetingDraft } from './meetingDraft';

const now = new Date(2026, 10, 26, 9, 41);
const draft = (fields: Partial<MeetingDraft> = {}): MeetingDraft => ({ ...newDraft(now), ...fields });
const result = (fields: Partial<MeetingDraft>) => optionsOf(draft(fields), 'Europe/Berlin', now);

test('what nobody touched is not sent', () => expect(result({})).toEqual({ options: {} }));

test('a new draft proposes the next half hour, in the time zone of the person', () =>
  expect(newDraft(now).startsAt).toBe('2026-11-26T10:00'));

test('everything at once', () => {
  const permissions = { ...draft().permissions, chat: false };
  expect(
    result({
      ...{
        name: ' Planning ',
        alias: 'team-monday',
        password: 'open sesame',
        waitingRoom: 'without_password',
      },
      ...{ isPlanned: true, startsAt: '2026-11-30T10:00', durationMinutes: 45, isWeekly: true, permissions },
      isEncrypted: true,
    }),
  ).toEqual({
    options: {
      ...{
        name: 'Planning',
        alias: 'team-monday',
        password: 'open sesame',
        waiting_room: 'without_password',
      },
      ...{ starts_at: new Date(2026, 10, 30, 10, 0).toISOString(), duration_minutes: 45 },
      ...{ time_zone: 'Europe/Berlin', recurrence: 'weekly', permissions, e2ee: true },
    },
  });
});

test('a time that is not planned does not count', () =>
  expect(result({ startsAt: '', isWeekly: true })).toEqual({ options: {} }));

test.each([
  [{ name: 'x'.repeat(101) }, { field: 'name', kind: 'long' }],
  [{ alias: 'ab' }, { field: 'alias', kind: 'wrong' }],
  [{ alias: 'team-' }, { field: 'alias', kind: 'wrong' }],
  [{ password: 'abc' }, { field: 'password', kind: 'short' }],
  [
    { isPlanned: true, startsAt: '' },
    { field: 'startsAt', kind: 'missing' },
  ],
  [
    { isPlanned: true, startsAt: '2026-11-26T09:30' },
    { field: 'startsAt', kind: 'past' },
  ],
] as const)('%j is looked at first: %j', (fields, problem) => expect(result(fields)).toEqual({ problem }));

test('a start of just now is no mistake', () =>
  expect(result({ isPlanned: true, startsAt: '2026-11-26T09:40' })).toHaveProperty('options'));

describe('aliasOf', () => {
  test.each([
    ['Team Montag', 'team-montag'],
    ['Übung für Größe', 'uebung-fuer-groesse'],
    ['Café (2026)!', 'cafe-2026-'],
    ['--a--b', 'a-b'],
    ['x'.repeat(80), 'x'.repeat(60)],
    ['', ''],
  ])('%s', (text, alias) => expect(aliasOf(text)).toBe(alias));
});

test.each([
  ['alias_taken', 'alias'],
  ['password_length', 'password'],
  ['name_too_long', 'name'],
  ['time_invalid', 'startsAt'],
  ['meeting_limit', null],
  [null, null],
])('%s is about %s', (code, field) => expect(fieldOfCode(code)).toBe(field));
