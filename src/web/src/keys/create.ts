import { createMeeting } from '../api/createMeeting';
import type { CreatedMeeting } from '../api/createMeeting';
import type { MeetingOptions } from '../api/meetingOptions';
import { creation } from './creation';
import { saveKeys } from './meetingKeys';

/** Makes a meeting; this browser is its host from then on. */
export async function createAsHost(options?: MeetingOptions): Promise<CreatedMeeting> {
  const created = await createMeeting(options, creation.get() === 'operator');
  if (created.host_key) saveKeys(created.meeting_id, { hostKey: created.host_key }, created.expires_at);
  return created;
}
