import { readStored, writeStored } from '../store/storage';

/** What this browser holds for a meeting: who has it is let in by it, or is its host. */
export type MeetingKeys = {
  /** Makes whoever joins with it a host. */
  hostKey: string | null;
  /** The server's memory of this browser: admitted, co-host, sent out. */
  ticket: string | null;
};

type Kept = { hostKey?: string; ticket?: string; until: number };

const storageKey = 'treff.keys';

/** A meeting that people are in lives longer than it said; its keys must, too. */
const graceMs = 7 * 86_400_000;

/** Without a word of the server about its end. */
const unknownMs = 30 * 86_400_000;

export function readKeys(meetingId: string): MeetingKeys {
  const kept = readAll()[meetingId];
  return { hostKey: kept?.hostKey ?? null, ticket: kept?.ticket ?? null };
}

/** Absent fields stay, null forgets. `expiresAt` is the meeting's, as the server writes it. */
export function saveKeys(
  meetingId: string,
  keys: Partial<MeetingKeys>,
  expiresAt?: string,
  now = Date.now(),
): void {
  const all = readAll();
  const before = all[meetingId];
  const hostKey = keys.hostKey === undefined ? before?.hostKey : (keys.hostKey ?? undefined);
  const ticket = keys.ticket === undefined ? before?.ticket : (keys.ticket ?? undefined);
  const end = expiresAt ? Date.parse(expiresAt) + graceMs : NaN;
  const until = Number.isNaN(end) ? (before?.until ?? now + unknownMs) : end;
  all[meetingId] = { until, ...(hostKey && { hostKey }), ...(ticket && { ticket }) };
  const alive = Object.entries(all).filter(([, kept]) => kept.until > now && (kept.hostKey ?? kept.ticket));
  writeStored(storageKey, JSON.stringify(Object.fromEntries(alive)));
}

/** The meeting was extended or moved: its keys are kept as long. */
export function keepKeysUntil(meetingId: string, expiresAt: string): void {
  if (readAll()[meetingId]) saveKeys(meetingId, {}, expiresAt);
}

function readAll(): Record<string, Kept> {
  try {
    const stored: unknown = JSON.parse(readStored(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, Kept] => isKept(entry[1])),
    );
  } catch {
    // Written by something else: start over.
    return {};
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { hostKey, ticket, until } = value as Record<string, unknown>;
  const isText = (text: unknown) => text === undefined || typeof text === 'string';
  return typeof until === 'number' && isText(hostKey) && isText(ticket);
}
