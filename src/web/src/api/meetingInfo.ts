import { apiOf } from './meetingPath';
import type { Permissions, WaitingRoomMode } from './meetingOptions';
import { request } from './request';

export type MeetingInfo = {
  meeting_id: string;
  name: string | null;
  created_at: string;
  expires_at: string;
  participant_count: number;
  max_participants: number;
  state: string;
  // Older servers do not say.
  alias?: string | null;
  has_password?: boolean;
  waiting_room?: WaitingRoomMode;
  locked?: boolean;
  starts_at?: string | null;
  duration_minutes?: number | null;
  time_zone?: string | null;
  recurrence?: 'weekly' | null;
  /** Encrypted end to end: nobody gets in without the key in the link. */
  e2ee?: boolean;
  host_present?: boolean;
  permissions?: Permissions;
};

export function fetchMeetingInfo(meetingId: string, signal?: AbortSignal): Promise<MeetingInfo> {
  return request(apiOf(meetingId, '/info'), { signal });
}
