const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** 0:05, 12:34, 1:02:03 */
export function clockText(ms: number): string {
  const total = Math.max(0, Math.round(ms / second));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** "in 3 days", "in 2 hours"; the last hour as a clock that runs down. */
export function untilText(ms: number, language: string): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  if (ms >= 2 * day) return words.format(Math.floor(ms / day), 'day');
  if (ms >= hour) return words.format(Math.floor(ms / hour), 'hour');
  return clockText(ms);
}

/** "Monday, 30 November, 10:00"; today only the time. */
export function startText(time: number, language: string, now = Date.now()): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString(language, {
    ...(!isToday && { weekday: 'long', day: 'numeric', month: 'long' }),
    hour: 'numeric',
    minute: '2-digit',
  });
}
