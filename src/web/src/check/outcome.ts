/** What the page looks at, in the order in which it does and shows it. */
export const checkIds = [
  'browser',
  'camera',
  'microphone',
  'speakers',
  'server',
  'udp',
  'tcp',
  'relay',
  'media',
  'quality',
] as const;
export type CheckId = (typeof checkIds)[number];

/** Sentences under `check.fine`. */
export type Fine =
  | 'browser'
  | 'camera'
  | 'microphone'
  | 'speakers'
  | 'server'
  | 'udp'
  | 'tcp'
  | 'relay'
  | 'media'
  | 'mediaTestPicture'
  | 'quality';

/** Sentences under `check.trouble`, and what to do about it under `check.advice`. */
export type Trouble =
  | 'browserOld'
  | 'insecure'
  | 'cameraMissing'
  | 'cameraDenied'
  | 'cameraBusy'
  | 'cameraDark'
  | 'microphoneMissing'
  | 'microphoneDenied'
  | 'microphoneBusy'
  | 'microphoneSilent'
  | 'microphoneQuiet'
  | 'speakersBlocked'
  | 'speakersUnheard'
  | 'serverUnreachable'
  | 'serverRefuses'
  | 'socketBlocked'
  | 'udpBlocked'
  | 'udpNotOffered'
  | 'tcpBlocked'
  | 'tcpNotOffered'
  | 'relayBlocked'
  | 'relayNotOffered'
  | 'mediaFailed'
  | 'qualityFair'
  | 'qualityPoor'
  | 'notForEverybody'
  | 'skipped';

/** Numbers in the sentence. */
export type Values = Record<string, number | string>;

export type Outcome =
  | { status: 'ok'; finding: Fine; values?: Values }
  | { status: 'warning' | 'failed' | 'skipped'; finding: Trouble; values?: Values };

/** `asking`: only the person can tell. */
export type Row = { status: 'waiting' | 'running' | 'asking' } | Outcome;

export const fine = (finding: Fine, values?: Values): Outcome => ({ status: 'ok', finding, values });
export const warning = (finding: Trouble, values?: Values): Outcome => ({
  status: 'warning',
  finding,
  values,
});
export const failed = (finding: Trouble): Outcome => ({ status: 'failed', finding });
export const skipped: Outcome = { status: 'skipped', finding: 'skipped' };

/** Creating meetings is not open to everybody: there is none for the test. */
export const notForEverybody: Outcome = { status: 'skipped', finding: 'notForEverybody' };

export const isOutcome = (row: Row): row is Outcome => 'finding' in row;

export type Verdict = 'ok' | 'warning' | 'failed';

/** The worst that was found. */
export function verdictOf(rows: readonly Row[]): Verdict {
  if (rows.some(({ status }) => status === 'failed')) return 'failed';
  return rows.some(({ status }) => status === 'warning') ? 'warning' : 'ok';
}
