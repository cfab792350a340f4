import { expect, test } from 'vitest';
import { googleCalendarUrl, icsFile, nextSlot, outlookCalendarUrl } from './calendar';

const appointment = {
  title: 'Treff, Montag; früh',
  link: 'https://treff.example/meeting/abc-defg-hij',
  text: 'Komm dazu:',
  start: new Date('2026-11-25T22:30:00Z'),
  end: new Date('2026-11-25T23:30:00Z'),
};

test('nextSlot: the next half hour, never now', () => {
  expect(nextSlot(new Date('2026-11-25T22:11:44Z')).start.toISOString()).toBe('2026-11-25T22:30:00.000Z');
  expect(nextSlot(new Date('2026-11-25T22:30:00Z')).start.toISOString()).toBe('2026-11-25T23:00:00.000Z');
  expect(nextSlot(new Date('2026-11-25T22:11:44Z')).end.toISOString()).toBe('2026-11-25T23:30:00.000Z');
});

test('icsFile escapes, folds by octets and ends its lines with CRLF', () => {
  const file = icsFile({ ...appointment, title: 'ü'.repeat(60) + ', x' }, new Date('2026-11-25T22:11:44Z'));
  const lines = file.split('\r\n');
  expect(lines.at(-1)).toBe('');
  for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  const unfolded = file.replaceAll('\r\n ', '');
  expect(unfolded).toContain(`SUMMARY:${'ü'.repeat(60)}\\, x\r\n`);
  expect(unfolded).toContain('DTSTART:20261125T223000Z\r\n');
  expect(unfolded).toContain('DESCRIPTION:Komm dazu:\\nhttps://treff.example/meeting/abc-defg-hij\r\n');
});

test('links of other calendars carry title, time and place', () => {
  const google = new URL(googleCalendarUrl(appointment)).searchParams;
  expect(google.get('dates')).toBe('20261125T223000Z/20261125T233000Z');
  expect(google.get('location')).toBe(appointment.link);
  const outlook = new URL(outlookCalendarUrl(appointment)).searchParams;
  expect(outlook.get('subject')).toBe(appointment.title);
  expect(outlook.get('startdt')).toBe('2026-11-25T22:30:00.000Z');
});

test('a weekly meeting repeats in the file and with Google; Outlook takes no rule', () => {
  const weekly = { ...appointment, isWeekly: true };
  expect(icsFile(weekly, new Date())).toContain('RRULE:FREQ=WEEKLY\r\n');
  expect(icsFile(appointment, new Date())).not.toContain('RRULE');
  expect(new URL(googleCalendarUrl(weekly)).searchParams.get('recur')).toBe('RRULE:FREQ=WEEKLY');
  expect(new URL(googleCalendarUrl(appointment)).searchParams.has('recur')).toBe(false);
});
