import { request } from './request';

const root = '/api/v1/admin';

export type LiveMeeting = {
  meeting_id: string;
  name: string | null;
  started_at: string;
  participant_count: number;
  received_bits_per_second: number | null;
  sent_bits_per_second: number | null;
  loss: number | null;
};

export type Sending = 'on' | 'muted' | 'off';

export type LiveParticipant = {
  identity: string;
  name: string;
  role: 'host' | 'cohost' | 'guest' | null;
  is_person: boolean;
  is_connected: boolean;
  joined_at: string;
  microphone: Sending;
  camera: Sending;
  screen_share: boolean;
  received_bits_per_second: number | null;
  sent_bits_per_second: number | null;
  received_loss: number | null;
  sent_loss: number | null;
  quality: 'excellent' | 'good' | 'poor' | null;
  resumes: number;
};

export type LiveWorker = {
  worker: number;
  busy: number;
  rooms: number;
  participants: number;
  slow_turn_milliseconds: number;
  waiting: number;
  faults: number;
};

export type LiveServer = {
  at: string;
  version: string;
  uptime: number;
  embedded: boolean;
  meeting_count: number;
  participant_count: number;
  received_bits_per_second: number | null;
  sent_bits_per_second: number | null;
  loss: number | null;
  memory_bytes: number;
  lost_events: number;
  workers: LiveWorker[];
  meetings: LiveMeeting[];
  more_meetings: number;
  selected: { meeting_id: string; name: string | null; participants: LiveParticipant[] } | null;
};

export type PastMeeting = {
  session_id: string;
  meeting_id: string;
  name: string | null;
  started_at: string;
  ended_at: string | null;
  end_is_exact: boolean;
  is_complete: boolean;
  participant_count: number;
  peak: number;
  participant_seconds: number;
};

export type PastMeetings = { total: number; sessions: PastMeeting[]; next: string | null };

export type Charts = {
  step_seconds: number;
  times: number[];
  meetings: (number | null)[];
  participants: (number | null)[];
  received_bits_per_second: (number | null)[];
  sent_bits_per_second: (number | null)[];
  loss: (number | null)[];
  started: number[];
  participant_seconds: number[];
};

export type SettingInForce = { name: string; value: string | null; is_set: boolean; is_secret: boolean };

export type AdviceGiven = {
  code: string;
  level: 'ok' | 'hint' | 'warning' | 'problem';
  title: string;
  detail: string;
};

/** `id`: null for a key that stands in API_KEYS. Times are UTC. */
export type ApiKeyListed = {
  id: string | null;
  name: string;
  start: string | null;
  created_at: string | null;
  last_used_at: string | null;
};

export type ApiKeyList = { create_meetings: 'anyone' | 'key' | 'admin'; keys: ApiKeyListed[] };

/** `key` is told only here. */
export type ApiKeyCreated = { id: string; name: string; key: string };

/** From everything to nothing. */
export const logLevelNames = [
  'trace',
  'debug',
  'information',
  'warning',
  'error',
  'critical',
  'none',
] as const;

export type LogLevelName = (typeof logLevelNames)[number];

/** By the prefix of a category, `default` for all others. */
export type LogLevelsInForce = { levels: Record<string, LogLevelName> };

export type SignedIn = { expires_at: string };

export const fetchSession = (signal?: AbortSignal) => request<SignedIn>(`${root}/session`, { signal });
export const signIn = (token: string) =>
  request<SignedIn>(`${root}/session`, { method: 'POST', body: { token } });
export const signOut = () => request<void>(`${root}/session`, { method: 'DELETE' });
export const fetchConfiguration = (signal?: AbortSignal) =>
  request<SettingInForce[]>(`${root}/configuration`, { signal });
export const fetchAdvice = (signal?: AbortSignal) => request<AdviceGiven[]>(`${root}/advice`, { signal });
export const fetchCharts = (range: 'day' | 'month', signal?: AbortSignal) =>
  request<Charts>(`${root}/charts?range=${range}`, { signal });
export const fetchApiKeys = (signal?: AbortSignal) => request<ApiKeyList>(`${root}/keys`, { signal });
export const createApiKey = (name: string) =>
  request<ApiKeyCreated>(`${root}/keys`, { method: 'POST', body: { name } });
export const revokeApiKey = (id: string) =>
  request<void>(`${root}/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const fetchLogLevels = (signal?: AbortSignal) =>
  request<LogLevelsInForce>(`${root}/log-levels`, { signal });
export const replaceLogLevels = (levels: LogLevelsInForce['levels']) =>
  request<LogLevelsInForce>(`${root}/log-levels`, { method: 'PUT', body: { levels } });
export const deleteAllAttendance = () =>
  request<{ sessions: number }>(`${root}/attendance`, { method: 'DELETE' });

export function fetchPastMeetings(query: string, before: string | null, signal?: AbortSignal) {
  const search = new URLSearchParams({ limit: '50' });
  if (query) search.set('query', query);
  if (before) search.set('before', before);
  return request<PastMeetings>(`${root}/meetings?${search.toString()}`, { signal });
}

const meetingPath = (meetingId: string) => `${root}/meetings/${encodeURIComponent(meetingId)}`;

export const endMeeting = (meetingId: string) =>
  request<void>(`${meetingPath(meetingId)}/end`, { method: 'POST' });
export const removeParticipant = (meetingId: string, identity: string) =>
  request<void>(`${meetingPath(meetingId)}/participants/${encodeURIComponent(identity)}/remove`, {
    method: 'POST',
  });

/** The address of the live events, for a meeting whose people are wanted and a search. */
export function liveEventsPath(meetingId: string | null, query: string): string {
  const search = new URLSearchParams();
  if (meetingId) search.set('meeting', meetingId);
  if (query) search.set('query', query);
  return `${root}/live/events?${search.toString()}`;
}
