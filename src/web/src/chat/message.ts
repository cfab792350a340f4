/** Somebody who writes or is written to, with the name they had then. */
export type Person = { identity: string; name: string };

export type FileState = 'moving' | 'done' | 'failed' | 'cancelled' | 'tooLarge';

export type SharedFile = {
  name: string;
  mimeType: string;
  size: number;
  state: FileState;
  /** 0 to 1. */
  progress: number;
  /** An object URL once everything is here. */
  url: string | null;
};

export type Message = {
  id: string;
  sender: Person;
  isOwn: boolean;
  text: string;
  /** Milliseconds since 1970 by this browser's clock. */
  sentAt: number;
  /** The only other person who got it; null when everybody did. */
  privateTo: Person | null;
  state: 'sending' | 'sent' | 'failed';
  file: SharedFile | null;
};

/** Messages that are read as one: same sender, same readers, close in time. */
export type MessageGroup = { key: string; first: Message; messages: readonly Message[] };

/** After a longer silence the name and the time are shown again. */
const silenceMs = 5 * 60_000;

export function groupMessages(messages: readonly Message[]): MessageGroup[] {
  const groups: { key: string; first: Message; messages: Message[] }[] = [];
  for (const message of messages) {
    const group = groups.at(-1);
    const before = group?.messages.at(-1);
    if (group && before && belongsTo(message, before)) group.messages.push(message);
    else groups.push({ key: message.id, first: message, messages: [message] });
  }
  return groups;
}

function belongsTo(message: Message, before: Message): boolean {
  return (
    message.sender.identity === before.sender.identity &&
    message.privateTo?.identity === before.privateTo?.identity &&
    message.sentAt - before.sentAt < silenceMs
  );
}

/** The newest are kept when a meeting goes on for days. */
const mostKept = 2_000;

/** Adds what is new, by id, in the order of time; what is known already stays as it is. */
export function mergeMessages(known: readonly Message[], added: readonly Message[]): readonly Message[] {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !ids.has(id) && ids.add(id));
  if (fresh.length === 0) return known;
  // Sorting is stable: messages of the same moment keep the order in which they came.
  return [...known, ...fresh].sort((a, b) => a.sentAt - b.sentAt).slice(-mostKept);
}

/** What the server counts too: one for an emoji, not two. */
export const lengthOf = (text: string) => [...text].length;
