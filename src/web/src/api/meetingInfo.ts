import { request } from './request';

export type MeetingInfo = {
  meeting_id: string;
  name: string | null;
  created_at: string;
  expires_at: string;
  participant_count: number;
  max_participants: number;
  state: string;
  /** Encrypted end to end: nobody gets in without the key in the link. Older servers do not say. */
  e2ee?: boolean;
};

export function fetchMeetingInfo(meetingId: string, signal?: AbortSignal): Promise<MeetingInfo> {
  return request(`/api/v1/meetings/${encodeURIComponent(meetingId)}/info`, { signal });
}
