import type { MeetingOptions } from './meetingOptions';
import { request } from './request';

export type CreatedMeeting = {
  meeting_id: string;
  meeting_url: string;
  created_at: string;
  expires_at: string;
  /** Told only here. Older servers have none. */
  host_key?: string;
  host_url?: string;
  alias_url?: string | null;
};

export function createMeeting(options: MeetingOptions = {}): Promise<CreatedMeeting> {
  return request('/api/v1/meetings/create', { method: 'POST', body: options });
}
