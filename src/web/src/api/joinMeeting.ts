import { request } from './request';

export type JoinedMeeting = {
  token: string;
  meeting_id: string;
  livekit_url: string;
  participant_id: string;
};

export function joinMeeting(meetingId: string, displayName: string): Promise<JoinedMeeting> {
  return request(`/api/v1/meetings/${encodeURIComponent(meetingId)}/join`, {
    method: 'POST',
    body: { display_name: displayName },
  });
}
