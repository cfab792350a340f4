import { request } from './request';

export type Attendee = {
  identity: string;
  name: string | null;
  number: number;
  role: 'host' | 'cohost' | 'guest' | null;
  joined_at: string;
  left_at: string | null;
  left_is_exact: boolean;
  reason: string | null;
  seconds: number;
  joins: number;
  reconnects: number;
  tracks: { microphone: number; camera: number; screen_share: number };
  quality: { rating: 'excellent' | 'good' | 'poor' } | null;
};

export type AttendedSession = {
  session_id: string;
  started_at: string;
  ended_at: string | null;
  end_is_exact: boolean;
  is_complete: boolean;
  participant_count: number;
  peak: number;
  participant_seconds: number;
  participants: Attendee[];
};

export type Attendance = {
  meeting_id: string;
  name: string | null;
  pseudonymous: boolean;
  retention_days: number;
  older_sessions: number;
  sessions: AttendedSession[];
};

/** Where attendance is: the same for hosts and for the operator, below other paths. */
export const hostAttendance = (meetingId: string) =>
  `/api/v1/meetings/${encodeURIComponent(meetingId)}/attendance`;
export const operatorAttendance = (meetingId: string) =>
  `/api/v1/admin/meetings/${encodeURIComponent(meetingId)}/attendance`;

export function fetchAttendance(path: string, token?: string, signal?: AbortSignal): Promise<Attendance> {
  return request(path, { token, signal });
}

export function deleteAttendance(path: string, token?: string): Promise<{ sessions: number }> {
  return request(path, { method: 'DELETE', token });
}
