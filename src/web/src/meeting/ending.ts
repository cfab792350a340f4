/** Every way a meeting can be over, or not begin. Each has a page of its own. */
export type Ending =
  | 'left'
  | 'idle'
  | 'kicked'
  | 'keptout'
  | 'denied'
  | 'timedout'
  | 'ended'
  | 'duplicate'
  | 'notfound'
  | 'expired'
  | 'full'
  | 'unreachable'
  | 'media'
  | 'invalid'
  /** Encrypted end to end, and the link came without its key … */
  | 'keymissing'
  /** … or with a part of it … */
  | 'keydamaged'
  /** … or this browser cannot encrypt. */
  | 'noencryption';

/** How a call was over: `lost` is a fault on the way or at the server, and is joined again without being asked. */
export type CallEnd = Ending | 'lost';

/** The page for a refusal of the server; null when the person can put it right where they are. */
export function endingOfProblem({ status, code }: { status: number; code: string | null }): Ending | null {
  if (code === 'removed_from_meeting') return 'keptout';
  if (code === 'entry_denied') return 'denied';
  if (status === 404) return 'notfound';
  if (status === 410) return code === 'meeting_ended' ? 'ended' : 'expired';
  if (status === 409) return 'full';
  if (status === 0 || status >= 500) return 'unreachable';
  return null;
}
