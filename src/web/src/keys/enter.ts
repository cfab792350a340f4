import { joinMeeting } from '../api/joinMeeting';
import type { JoinedMeeting, WaitingMeeting } from '../api/joinMeeting';
import { readFragment } from './fragment';
import { readKeys, saveKeys } from './meetingKeys';

/** What was typed in this tab, for when the call breaks off and is joined again. */
const typed = new Map<string, string>();

export function knownPassword(meetingId: string): string | null {
  return typed.get(meetingId) ?? readFragment(location.hash, 'pw');
}

/** Joins with everything that this browser holds for the meeting, and keeps the ticket it gets. */
export async function enter(
  meetingId: string,
  name: string,
  password: string | null = knownPassword(meetingId),
): Promise<JoinedMeeting | WaitingMeeting> {
  const { hostKey, ticket } = readKeys(meetingId);
  const answer = await joinMeeting(meetingId, {
    display_name: name,
    ...(hostKey && { host_key: hostKey }),
    ...(ticket && { ticket }),
    ...(password && { password }),
  });
  if (password) typed.set(meetingId, password);
  if (answer.ticket) saveKeys(meetingId, { ticket: answer.ticket });
  return answer;
}

/** Takes the host key out of the address bar, where a shared screen or a copied address would give it away. */
export function takeHostKey(meetingId: string, expiresAt?: string): void {
  const hostKey = readFragment(location.hash, 'host');
  if (hostKey) saveKeys(meetingId, { hostKey }, expiresAt);
}
