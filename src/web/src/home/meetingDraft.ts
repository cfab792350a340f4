import type { MeetingOptions, Permissions, WaitingRoomMode } from '../api/meetingOptions';
import { nextSlot } from '../meeting/calendar';
import { localTime } from '../meeting/localTime';
import { parseAlias } from '../meeting/meetingLink';

/** A meeting as it stands in the form. */
export type MeetingDraft = {
  name: string;
  alias: string;
  password: string;
  waitingRoom: WaitingRoomMode;
  isPlanned: boolean;
  /** As the browser's field has it: `2026-11-30T10:00`, in the time zone of the person. */
  startsAt: string;
  durationMinutes: number;
  isWeekly: boolean;
  permissions: Permissions;
  /** End to end: nobody gets in without the key that the link carries. */
  isEncrypted: boolean;
};

export type DraftField = 'name' | 'alias' | 'password' | 'startsAt';
export type DraftProblem = { field: DraftField; kind: 'long' | 'wrong' | 'short' | 'missing' | 'past' };

const longestName = 100;
const shortestPassword = 4;

/** A start may lie so far back: forms are filled in slowly. */
const lateMs = 5 * 60_000;

export function newDraft(now: Date): MeetingDraft {
  return {
    name: '',
    alias: '',
    password: '',
    waitingRoom: 'off',
    isPlanned: false,
    startsAt: localTime(nextSlot(now).start),
    durationMinutes: 60,
    isWeekly: false,
    permissions: { share_screen: true, unmute: true, camera: true, chat: true, record: false },
    isEncrypted: false,
  };
}

/** What the server is asked for, or what the person should look at first. Only what differs from the default is sent. */
export function optionsOf(
  draft: MeetingDraft,
  timeZone: string,
  now: Date,
): { options: MeetingOptions } | { problem: DraftProblem } {
  const problem = problemOf(draft, now);
  if (problem) return { problem };
  const name = draft.name.trim();
  const isOpen = Object.entries(draft.permissions).every(([key, allowed]) => allowed === (key !== 'record'));
  const options: MeetingOptions = {
    ...(name && { name }),
    ...(draft.alias && { alias: parseAlias(draft.alias) }),
    ...(draft.password && { password: draft.password }),
    ...(draft.waitingRoom !== 'off' && { waiting_room: draft.waitingRoom }),
    ...(!isOpen && { permissions: draft.permissions }),
    ...(draft.isEncrypted && { e2ee: true }),
    ...(draft.isPlanned && {
      starts_at: new Date(draft.startsAt).toISOString(),
      duration_minutes: draft.durationMinutes,
      time_zone: timeZone,
      ...(draft.isWeekly && { recurrence: 'weekly' as const }),
    }),
  };
  return { options };
}

function problemOf(draft: MeetingDraft, now: Date): DraftProblem | null {
  if (draft.name.trim().length > longestName) return { field: 'name', kind: 'long' };
  if (draft.alias && !parseAlias(draft.alias)) return { field: 'alias', kind: 'wrong' };
  if (draft.password && draft.password.length < shortestPassword) return { field: 'password', kind: 'short' };
  if (!draft.isPlanned) return null;
  const start = new Date(draft.startsAt).getTime();
  if (Number.isNaN(start)) return { field: 'startsAt', kind: 'missing' };
  return start < now.getTime() - lateMs ? { field: 'startsAt', kind: 'past' } : null;
}

/** The field that a refusal of the server is about; null when it is about none. */
export function fieldOfCode(code: string | null): DraftField | null {
  if (code?.startsWith('alias_')) return 'alias';
  if (code?.startsWith('password_')) return 'password';
  if (code?.startsWith('name_')) return 'name';
  return code === 'time_invalid' ? 'startsAt' : null;
}

/** "Team Müller (Montag)" → "team-mueller-montag": what is typed becomes an address while one types. */
export function aliasOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => spelled[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 60);
}

const spelled: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
