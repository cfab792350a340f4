import { apiOf } from './meetingPath';
import type { MeetingOptions, Permissions, WaitingRoomMode } from './meetingOptions';
import { request } from './request';

/** All options of a meeting as its hosts see them. The password itself is known to nobody. */
export type MeetingSettings = Omit<MeetingOptions, 'password'> & {
  waiting_room: WaitingRoomMode;
  locked: boolean;
  has_password: boolean;
  permissions: Permissions;
};

export function fetchSettings(meetingId: string, credential: string): Promise<MeetingSettings> {
  return request(apiOf(meetingId, '/settings'), { token: credential });
}

/** Absent fields stay as they are, null goes back to the default. */
export function changeSettings(
  meetingId: string,
  credential: string,
  changes: MeetingOptions,
): Promise<MeetingSettings> {
  return request(apiOf(meetingId, '/settings'), { method: 'PATCH', token: credential, body: changes });
}

export type NewHostKey = { host_key: string; host_url: string };

/** The old key and the old link stop working. */
export function replaceHostKey(meetingId: string, credential: string): Promise<NewHostKey> {
  return request(apiOf(meetingId, '/host-key'), { method: 'POST', token: credential });
}
