import { describe, expect, test } from 'vitest';
import type { MeetingSettings } from '../../api/meetingSettings';
import { changesOf, scheduleOf } from './schedule';

const now = new Date(2026, 10, 26, 10, 7);
const zone = 'Europe/Berlin';
const iso = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

const settings = (fields: Partial<MeetingSettings> = {}) => fields as MeetingSettings;
const planned = settings({
  starts_at: iso(2026, 10, 30, 9, 30),
  duration_minutes: 45,
  time_zone: zone,
  recurrence: null,
});

describe('scheduleOf', () => {
  test('a meeting without a start is offered the next slot', () =>
    expect(scheduleOf(settings(), now)).toEqual({
      isPlanned: false,
      startsAt: '2026-11-26T10:30',
      durationMinutes: 60,
      isWeekly: false,
    }));

  test('a planned one as it is planned, also when it has begun', () => {
    expect(scheduleOf(planned, now)).toEqual({
      isPlanned: true,
      startsAt: '2026-11-30T09:30',
      durationMinutes: 45,
      isWeekly: false,
    });
    expect(scheduleOf(planned, new Date(2026, 11, 24)).startsAt).toBe('2026-11-30T09:30');
  });

  test.each([
    ['before the first', new Date(2026, 10, 20, 9, 0), '2026-11-30T09:30'],
    ['while it goes on', new Date(2026, 10, 30, 10, 0), '2026-11-30T09:30'],
    ['when it is over', new Date(2026, 10, 30, 10, 20), '2026-12-07T09:30'],
    ['weeks later', new Date(2027, 0, 13, 12, 0), '2027-01-18T09:30'],
    ['while a later one goes on', new Date(2026, 11, 14, 9, 45), '2026-12-14T09:30'],
    ['half a year later, in summer', new Date(2027, 5, 1, 12, 0), '2027-06-07T09:30'],
  ])('of a weekly one the time that counts: %s', (_, at, expected) =>
    expect(scheduleOf({ ...planned, recurrence: 'weekly' }, at).startsAt).toBe(expected),
  );
});

describe('changesOf', () => {
  const change = (from: MeetingSettings, fields: object) =>
    changesOf({ ...scheduleOf(from, now), ...fields }, from, zone, now);

  test('nothing has changed', () => {
    expect(change(planned, {})).toEqual({ changes: null });
    expect(change(settings(), {})).toEqual({ changes: null });
    expect(change(settings(), { durationMinutes: 15 })).toEqual({ changes: null });
  });

  test('planning sends all of it', () =>
    expect(change(settings(), { isPlanned: true, isWeekly: true })).toEqual({
      changes: {
        starts_at: iso(2026, 10, 26, 10, 30),
        time_zone: zone,
        duration_minutes: 60,
        recurrence: 'weekly',
      },
    }));

  test('only what differs is sent', () => {
    expect(change(planned, { durationMinutes: 90 })).toEqual({ changes: { duration_minutes: 90 } });
    expect(change(planned, { isWeekly: true })).toEqual({ changes: { recurrence: 'weekly' } });
    expect(change({ ...planned, recurrence: 'weekly' }, { isWeekly: false })).toEqual({
      changes: { recurrence: null },
    });
    expect(change(planned, { startsAt: '2026-12-01T08:00' })).toEqual({
      changes: { starts_at: iso(2026, 11, 1, 8, 0), time_zone: zone },
    });
  });

  test('a meeting that has begun can be made longer without being moved', () => {
    const begun = { ...planned, starts_at: iso(2026, 10, 26, 9, 0) };
    expect(change(begun, { durationMinutes: 120 })).toEqual({ changes: { duration_minutes: 120 } });
    expect(change(begun, { startsAt: '2026-11-26T08:00' })).toEqual({ problem: 'past' });
  });

  test('no longer planned takes everything back', () =>
    expect(change(planned, { isPlanned: false })).toEqual({
      changes: { starts_at: null, duration_minutes: null, time_zone: null, recurrence: null },
    }));

  test('without day and time nothing is sent', () =>
    expect(change(planned, { startsAt: '' })).toEqual({ problem: 'missing' }));
});
