import { apiOf } from './meetingPath';
import { request } from './request';
import type { ApiError } from './request';
import { followServerEvents } from './serverEvents';

/** Somebody outside, as hosts see them. */
export type WaitingPerson = { id: string; display_name: string; since: string };

type LobbyEvents = { onList: (waiting: WaitingPerson[]) => void; onRefused: (problem: ApiError) => void };

/** For hosts: the whole list, at once and whenever it changes, until the returned function is called. */
export function followLobby(meetingId: string, credential: string, events: LobbyEvents): () => void {
  return followServerEvents(apiOf(meetingId, '/lobby/events'), {
    token: credential,
    onEvent: ({ name, data }) => {
      if (name === 'lobby') events.onList(waitingPeople(data));
    },
    onRefused: events.onRefused,
  });
}

function waitingPeople(data: unknown): WaitingPerson[] {
  const list = (data as { waiting?: unknown } | null)?.waiting;
  return Array.isArray(list) ? (list as WaitingPerson[]) : [];
}

export type WaitEvent =
  | { name: 'waiting'; isHostPresent: boolean; position: number | null }
  | { name: 'admitted' | 'denied' | 'ended' | 'timed_out' };

type WaitEvents = {
  onEvent: (event: WaitEvent) => void;
  onConnected: (isConnected: boolean) => void;
  onRefused: (problem: ApiError) => void;
};

/** For guests: what becomes of one's own knocking, until the returned function is called. */
export function followWait(meetingId: string, ticket: string, events: WaitEvents): () => void {
  return followServerEvents(waitPath(meetingId, ticket), {
    onEvent: ({ name, data }) => {
      if (name === 'waiting') {
        const { host_present, position } = (data ?? {}) as { host_present?: boolean; position?: number };
        events.onEvent({ name, isHostPresent: host_present === true, position: position ?? null });
      } else if (name === 'admitted' || name === 'denied' || name === 'ended' || name === 'timed_out')
        events.onEvent({ name });
    },
    onConnected: events.onConnected,
    onRefused: events.onRefused,
  });
}

/** Knocking is over: the hosts see it at once. */
export function leaveWait(meetingId: string, ticket: string): Promise<void> {
  return request(waitPath(meetingId, ticket), { method: 'DELETE' });
}

const waitPath = (meetingId: string, ticket: string) =>
  apiOf(meetingId, `/wait?ticket=${encodeURIComponent(ticket)}`);
