import { apiOf } from './meetingPath';
import type { Permissions } from './meetingOptions';
import { request } from './request';

/** What the chat of a meeting allows. */
export type ChatRules = {
  history: boolean;
  /** In Unicode characters. */
  max_message_length: number;
  /** One file; 0 means no files. */
  max_file_bytes: number;
};

export type MeetingRole = 'guest' | 'cohost' | 'host';

export type JoinedMeeting = {
  token: string;
  meeting_id: string;
  livekit_url: string;
  participant_id: string;
  /** Older servers do not say. */
  chat?: ChatRules;
  role?: MeetingRole;
  /** For the next join, and for what hosts do. */
  ticket?: string;
  permissions?: Permissions;
};

/** A host has to let us in. */
export type WaitingMeeting = {
  state: 'waiting';
  ticket: string;
  meeting_id: string;
  host_present: boolean;
};

export type JoinRequest = {
  display_name: string;
  password?: string;
  host_key?: string;
  ticket?: string;
};

export function joinMeeting(meetingId: string, body: JoinRequest): Promise<JoinedMeeting | WaitingMeeting> {
  return request(apiOf(meetingId, '/join'), { method: 'POST', body });
}

export function isWaiting(answer: JoinedMeeting | WaitingMeeting): answer is WaitingMeeting {
  return 'state' in answer && answer.state === 'waiting';
}
