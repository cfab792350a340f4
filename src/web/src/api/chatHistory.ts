import { apiOf } from './meetingPath';
import { request } from './request';

export type KeptMessage = {
  id: string;
  sender_identity: string;
  sender_name: string;
  text: string;
  sent_at: string;
};

export type KeptMessages = {
  messages: KeptMessage[];
  /** The server's clock, by which `sent_at` is meant. */
  now: string;
};

const path = (meetingId: string) => apiOf(meetingId, '/chat');

export function fetchChat(meetingId: string, token: string): Promise<KeptMessages> {
  return request(path(meetingId), { token });
}

export function keepMessage(
  meetingId: string,
  token: string,
  message: { id: string; text: string },
): Promise<void> {
  return request(path(meetingId), { method: 'POST', token, body: message });
}
