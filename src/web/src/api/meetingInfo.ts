import { request } from './request';

export type MeetingInfo = {
  meeting_id: string;
  name: string | null;
  created_at: string;
  expires_at: string;
  participant_count: number;
  max_participants: number;
  state: string;
};

export function fetchMeetingInfo(meetingId: string, signal?: AbortSignal): Promise<MeetingInfo> {
  return request(`/api/v1/meetings/${encodeURIComponent(meetingId)}/info`, { signal });
}
