import type { ReconnectContext, ReconnectPolicy } from 'livekit-client';

/** After so long the person gets a page that says what is going on, and that tries on. */
const giveUpMs = 60_000;
/** Often enough that a server that starts again is noticed soon; the library itself waits up to ten seconds. */
const longestMs = 2_000;

/** At once, then after 0.3, 0.6, 1.2, 2, 2 … seconds, each a little different so that not all knock together. */
export class QuickReconnect implements ReconnectPolicy {
  private readonly random: () => number;

  constructor(random = Math.random) {
    this.random = random;
  }

  nextRetryDelayInMs({ retryCount, elapsedMs }: ReconnectContext): number | null {
    if (elapsedMs > giveUpMs) return null;
    const delay = retryCount === 0 ? 100 : Math.min(longestMs, 150 * 2 ** retryCount);
    return Math.round(delay * (0.5 + this.random()));
  }
}
