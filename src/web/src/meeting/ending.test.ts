import { expect, test } from 'vitest';
import { endingOfProblem } from './ending';

test.each([
  [404, 'meeting_not_found', 'notfound'],
  [410, 'meeting_expired', 'expired'],
  [410, 'meeting_ended', 'ended'],
  [409, 'meeting_full', 'full'],
  [403, 'removed_from_meeting', 'keptout'],
  [403, 'entry_denied', 'denied'],
  [403, 'password_wrong', null],
  [401, 'password_required', null],
  [423, 'meeting_locked', null],
  [425, 'not_started', null],
  [429, 'too_many_password_tries', null],
  [503, null, 'unreachable'],
  [0, null, 'unreachable'],
])('%s %s', (status, code, ending) => expect(endingOfProblem({ status, code })).toBe(ending));
