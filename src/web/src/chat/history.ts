import { fetchChat, keepMessage } from '../api/chatHistory';
import { ApiError } from '../api/request';
import type { Person } from './message';

export type Kept = { id: string; sender: Person; text: string; sentAt: number };

/** After these waits the server has had its chances; everybody here got the message anyway. */
const retryMs = [1_000, 3_000, 10_000, 30_000];

/** What the server keeps for those who come later. Its failures never disturb the chat itself. */
export class History {
  private readonly meetingId: string;
  private readonly token: string;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(meetingId: string, token: string) {
    this.meetingId = meetingId;
    this.token = token;
  }

  /** Empty when the server does not answer or keeps nothing. */
  async read(): Promise<Kept[]> {
    try {
      const { messages, now } = await fetchChat(this.meetingId, this.token);
      // Clocks differ: what matters is how long ago something was written.
      const ahead = Date.now() - Date.parse(now);
      return messages.map(({ id, sender_identity, sender_name, text, sent_at }) => ({
        id,
        sender: { identity: sender_identity, name: sender_name },
        text,
        sentAt: Date.parse(sent_at) + ahead,
      }));
    } catch (error) {
      console.warn('chat history could not be read', error);
      return [];
    }
  }

  keep(message: { id: string; text: string }, attempt = 0): void {
    keepMessage(this.meetingId, this.token, message).catch((error: unknown) => {
      const wait = retryMs[attempt];
      if (wait === undefined || !isPassing(error)) {
        console.warn('a chat message was not kept', error);
        return;
      }
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.keep(message, attempt + 1);
      }, wait);
      this.timers.add(timer);
    });
  }

  stop(): void {
    this.timers.forEach(clearTimeout);
    this.timers.clear();
  }
}

/** Too fast, not in the room yet, or no server at the moment: later it may work. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.isUnreachable || error.status === 429 || error.status === 403);
}
