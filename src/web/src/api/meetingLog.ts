import { apiOf } from './meetingPath';
import { request } from './request';

/** Something that a host or co-host did. Times are UTC. */
export type LoggedDeed = {
  at: string;
  /** Null: by the host key, or by the operator. */
  actor_name: string | null;
  actor_role: string;
  /** A word such as `mute`; newer servers may have more. */
  action: string;
  target_name: string | null;
  detail: string | null;
};

/** The newest first; for hosts. */
export function fetchMeetingLog(
  meetingId: string,
  credential: string,
  signal?: AbortSignal,
): Promise<{ entries: LoggedDeed[] }> {
  return request(apiOf(meetingId, '/log'), { token: credential, signal });
}
