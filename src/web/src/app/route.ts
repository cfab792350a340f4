import { parseMeetingId } from '../meeting/meetingLink';

export type Route =
  | { page: 'home' }
  | { page: 'check' }
  | { page: 'meeting'; meetingId: string; /** The address in its canonical form. */ path: string }
  | { page: 'invalid' };

export function parseRoute(path: string, search = ''): Route {
  if (path === '/' || path === '/index.html') return { page: 'home' };
  if (/^\/test\/?$/.test(path)) return { page: 'check' };
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
