import { followLobby } from '../../api/lobby';
import type { WaitingPerson } from '../../api/lobby';
import { Store } from '../../store/store';

/** Those who wait outside, for hosts and co-hosts. */
export class Lobby {
  /** The longest waiting first. */
  readonly waiting = new Store<readonly WaitingPerson[]>([]);
  /** Who knocked since the notice was closed last. */
  readonly knocking = new Store<readonly WaitingPerson[]>([]);
  private readonly onKnock: () => void;
  private readonly follow: typeof followLobby;
  private stop: (() => void) | null = null;

  constructor(onKnock: () => void, follow = followLobby) {
    this.onKnock = onKnock;
    this.follow = follow;
  }

  /** The server sends the whole list at once, and again after every change. */
  open(meetingId: string, credential: string): void {
    if (this.stop) return;
    this.stop = this.follow(meetingId, credential, {
      onList: (list) => this.take(list),
      // No host any more, or the meeting is over: both are told elsewhere.
      onRefused: () => this.close(),
    });
  }

  close(): void {
    this.stop?.();
    this.stop = null;
    this.waiting.set([]);
    this.knocking.set([]);
  }

  /** They wait on; the list of people still shows them. */
  dismiss(): void {
    this.knocking.set([]);
  }

  /** Decided by us: gone before the server says so. */
  take(list: readonly WaitingPerson[]): void {
    const known = new Set(this.waiting.get().map(({ id }) => id));
    const now = new Set(list.map(({ id }) => id));
    const fresh = list.filter(({ id }) => !known.has(id));
    this.waiting.set(list);
    this.knocking.set([...this.knocking.get().filter(({ id }) => now.has(id)), ...fresh]);
    if (fresh.length > 0) this.onKnock();
  }

  forget(ids: readonly string[]): void {
    this.take(this.waiting.get().filter(({ id }) => !ids.includes(id)));
  }
}
