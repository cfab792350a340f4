import { RoomEvent } from 'livekit-client';
import type { Participant, Room } from 'livekit-client';
import { Store } from '../../store/store';

/** A closed set: what others send is looked up here and never shown as it came. */
export const emojis = {
  like: '👍',
  heart: '❤️',
  applause: '👏',
  laugh: '😂',
  surprise: '😮',
  celebrate: '🎉',
  think: '🤔',
  dislike: '👎',
} as const;

export type Emoji = keyof typeof emojis;
export type Reaction = { id: number; emoji: Emoji; identity: string; name: string };

export const reactionTopic = 'treff.reaction';
const shownMs = 4_000;
/** A whole room that applauds must not cost more than it says. */
const mostShown = 20;
const leastBetweenMs = 250;

export function parseReaction(payload: Uint8Array): Emoji | null {
  if (payload.length > 64) return null;
  const text = new TextDecoder().decode(payload);
  return Object.hasOwn(emojis, text) ? (text as Emoji) : null;
}

/** Short signs that everybody sees for a moment. */
export class Reactions {
  readonly shown = new Store<readonly Reaction[]>([]);
  private readonly room: Room;
  private readonly topic: string;
  private nextId = 0;
  private lastSent = -Infinity;

  constructor(room: Room, secretTopic?: string) {
    this.room = room;
    this.topic = secretTopic === undefined ? reactionTopic : `${reactionTopic}.${secretTopic}`;
  }

  watch(): () => void {
    const onData = (payload: Uint8Array, from?: Participant, _kind?: unknown, topic?: string) => {
      if (topic !== this.topic || !from) return;
      const emoji = parseReaction(payload);
      if (emoji) this.show(emoji, from);
    };
    this.room.on(RoomEvent.DataReceived, onData);
    return () => this.room.off(RoomEvent.DataReceived, onData);
  }

  async send(emoji: Emoji, now = performance.now()): Promise<void> {
    if (now - this.lastSent < leastBetweenMs) return;
    this.lastSent = now;
    this.show(emoji, this.room.localParticipant);
    await this.room.localParticipant.publishData(new TextEncoder().encode(emoji), {
      topic: this.topic,
      reliable: true,
    });
  }

  private show(emoji: Emoji, from: Participant): void {
    const id = this.nextId++;
    const reaction = { id, emoji, identity: from.identity, name: from.name ?? '' };
    this.shown.set([...this.shown.get(), reaction].slice(-mostShown));
    setTimeout(() => this.shown.set(this.shown.get().filter((each) => each.id !== id)), shownMs);
  }
}
