import type { AttendanceText } from './texts';

/** As people say it: seconds only below a minute, no minutes of a number of hours that nobody adds up. */
export function formatDuration(t: AttendanceText, seconds: number): string {
  if (seconds < 60) return t('seconds', { seconds: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('minutes', { minutes });
  return t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
