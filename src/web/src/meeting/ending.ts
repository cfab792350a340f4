/** Every way a meeting can be over, or not begin. Each has a page of its own. */
export type Ending =
  | 'left'
  | 'idle'
  | 'kicked'
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

/** The page for a refusal by HTTP status; null when the person can put it right where they are. */
export function endingOfStatus(status: number): Ending | null {
  if (status === 404) return 'notfound';
  if (status === 410) return 'expired';
  if (status === 409) return 'full';
  if (status === 0 || status >= 500) return 'unreachable';
  return null;
}
