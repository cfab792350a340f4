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

/** `isOperator`: who is signed in to the dashboard may create meetings whoever else may. */
export function createMeeting(options: MeetingOptions = {}, isOperator = false): Promise<CreatedMeeting> {
  const path = isOperator ? '/api/v1/admin/meetings/create' : '/api/v1/meetings/create';
  return request(path, { method: 'POST', body: options });
}
