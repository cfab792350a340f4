import { describe, expect, test } from 'vitest';
import { parseRoute } from './route';

describe('parseRoute', () => {
  test.each(['/', '/index.html'])('%s is home', (path) => expect(parseRoute(path)).toEqual({ page: 'home' }));

  test.each(['/test', '/test/'])('%s is the test of the connection', (path) =>
    expect(parseRoute(path)).toEqual({ page: 'check' }),
  );

  test.each(['/admin', '/admin/'])('%s is the dashboard', (path) =>
    expect(parseRoute(path)).toEqual({ page: 'admin' }),
  );

  test.each(['/meeting/abc-defg-hij/attendance', '/meeting/ABCDEFGHIJ/attendance/'])(
    '%s is the attendance',
    (path) =>
      expect(parseRoute(path)).toEqual({
        page: 'attendance',
        meetingId: 'abc-defg-hij',
        path: '/meeting/abc-defg-hij/attendance',
      }),
  );

  test.each([
    ['/meeting/abc-defg-hij', ''],
    ['/meeting/ABC-DEFG-HIJ/', ''],
    ['/meeting/abcdefghij', ''],
    ['/meeting.html', '?id=abc-defg-hij'],
  ])('%s%s is the meeting', (path, search) =>
    expect(parseRoute(path, search)).toMatchObject({ page: 'meeting', meetingId: 'abc-defg-hij' }),
  );

  test.each(['/m/team-monday', '/m/Team-Monday/'])('%s is a meeting with a readable address', (path) =>
    expect(parseRoute(path)).toEqual({ page: 'alias', alias: 'team-monday', path: '/m/team-monday' }),
  );

  test.each([
    '/m/',
    '/m/a',
    '/m/-team',
    '/m/a--b',
    '/m/tëam',
    '/meeting/',
    '/meeting/x',
    '/meeting/%E0%A4%A',
    '/meeting/abc-defg-hij/more',
    '/nowhere',
  ])('%s is invalid', (path) => expect(parseRoute(path)).toEqual({ page: 'invalid' }));
});
