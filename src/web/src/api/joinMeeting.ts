import { request } from './request';

/** What the chat of a meeting allows. */
export type ChatRules = {
  history: boolean;
  /** In Unicode characters. */
  max_message_length: number;
  /** One file; 0 means no files. */
  max_file_bytes: number;
};

export type JoinedMeeting = {
  token: string;
  meeting_id: string;
  livekit_url: string;
  participant_id: string;
  /** Older servers do not say. */
  chat?: ChatRules;
};

export function joinMeeting(meetingId: string, displayName: string): Promise<JoinedMeeting> {
  return request(`/api/v1/meetings/${encodeURIComponent(meetingId)}/join`, {
    method: 'POST',
    body: { display_name: displayName },
  });
}
