import { attendancePath, parseAlias, parseMeetingId } from '../meeting/meetingLink';

export type Route =
  | { page: 'home' }
  | { page: 'check' }
  | { page: 'admin' }
  | { page: 'attendance'; meetingId: string; path: string }
  | { page: 'meeting'; meetingId: string; /** The address in its canonical form. */ path: string }
  /** A readable address, which stands for a meeting that the server knows. */
  | { page: 'alias'; alias: string; path: string }
  | { page: 'invalid' };

export function parseRoute(path: string, search = ''): Route {
  if (path === '/' || path === '/index.html') return { page: 'home' };
  if (/^\/test\/?$/.test(path)) return { page: 'check' };
  if (/^\/admin\/?$/.test(path)) return { page: 'admin' };
  const attended = /^\/meeting\/([^/]+)\/attendance\/?$/.exec(path)?.[1];
  const attendedId = attended ? parseMeetingId(decode(attended)) : null;
  if (attendedId) return { page: 'attendance', meetingId: attendedId, path: attendancePath(attendedId) };
  const name = /^\/m\/([^/]+)\/?$/.exec(path)?.[1];
  const alias = name ? parseAlias(decode(name)) : null;
  if (alias) return { page: 'alias', alias, path: `/m/${alias}` };
  const typed =
    /^\/meeting\/([^/]+)\/?$/.exec(path)?.[1] ??
    (path === '/meeting.html' ? new URLSearchParams(search).get('id') : null);
  const meetingId = typed ? parseMeetingId(decode(typed)) : null;
  return meetingId ? { page: 'meeting', meetingId, path: `/meeting/${meetingId}` } : { page: 'invalid' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
