import { request } from './request';

export type CreatedMeeting = {
  meeting_id: string;
  meeting_url: string;
  created_at: string;
  expires_at: string;
};

export function createMeeting(name?: string): Promise<CreatedMeeting> {
  return request('/api/v1/meetings/create', { method: 'POST', body: name ? { name } : {} });
}
