/** An appointment to which the meeting's link belongs. Times are absolute; nothing here asks a server. */
export type Appointment = {
  title: string;
  link: string;
  text: string;
  start: Date;
  end: Date;
  isWeekly?: boolean;
};

/** The next full half hour, for one hour. */
export function nextSlot(now: Date): { start: Date; end: Date } {
  const half = 30 * 60_000;
  const start = new Date(Math.ceil((now.getTime() + 1) / half) * half);
  return { start, end: new Date(start.getTime() + 2 * half) };
}

export function googleCalendarUrl({ title, link, text, start, end, isWeekly }: Appointment): string {
  const query = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${basic(start)}/${basic(end)}`,
    details: `${text}\n${link}`,
    location: link,
  });
  if (isWeekly) query.set('recur', 'RRULE:FREQ=WEEKLY');
  return `https://calendar.google.com/calendar/render?${query.toString()}`;
}

export function outlookCalendarUrl({ title, link, text, start, end }: Appointment): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: start.toISOString(),
    enddt: end.toISOString(),
    body: `${text}\n${link}`,
    location: link,
  });
  return `https://outlook.office.com/calendar/0/deeplink/compose?${query.toString()}`;
}

/** RFC 5545: lines end with CRLF and are folded at 75 octets, text escapes comma, semicolon, backslash and new line. */
export function icsFile(appointment: Appointment, now: Date): string {
  const { title, link, text, start, end, isWeekly } = appointment;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Treff//Treff//EN',
    'BEGIN:VEVENT',
    `UID:${basic(start)}-${link.replace(/^https?:\/\//, '')}`,
    `DTSTAMP:${basic(now)}`,
    `DTSTART:${basic(start)}`,
    `DTEND:${basic(end)}`,
    ...(isWeekly ? ['RRULE:FREQ=WEEKLY'] : []),
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(`${text}\n${link}`)}`,
    `LOCATION:${escaped(link)}`,
    `URL:${link}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(folded)
    .join('');
}

/** 20261125T221500Z */
const basic = (time: Date) => time.toISOString().replace(/[-:]|\.\d+/g, '');

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

function folded(line: string): string {
  const encoder = new TextEncoder();
  let result = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      result += '\r\n ';
      octets = 1;
    }
    result += character;
    octets += size;
  }
  return `${result}\r\n`;
}
