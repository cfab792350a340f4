import { Store } from '../../store/store';
import type { OrderNews } from '../host/orders';
import type { OwnRight } from '../session/rights';

/** What hosts did that concerns the own person. */
export type HostNews =
  OrderNews | 'cohost' | 'guest' | 'spotlight' | 'spotlightOver' | `${OwnRight}${'Allowed' | 'Forbidden'}`;

/** Short news with at most one thing to do about it. */
export type Toast =
  | { kind: 'joined' | 'gone' | 'hand'; name: string }
  | { kind: 'message'; name: string; text: string; isPrivate: boolean }
  | { kind: 'handLowered' }
  | { kind: 'largeMeeting'; count: number }
  | { kind: 'host'; news: HostNews }
  /** What became of something a host did. */
  | { kind: 'done' | 'refused'; text: string }
  | { kind: 'handFailed' | 'reactionFailed' | 'deviceFailed' };

export type ShownToast = { id: number; toast: Toast };

const shownMs: Record<Toast['kind'], number> = {
  joined: 4_000,
  gone: 4_000,
  hand: 6_000,
  message: 6_000,
  handLowered: 10_000,
  largeMeeting: 20_000,
  host: 10_000,
  done: 4_000,
  refused: 10_000,
  handFailed: 8_000,
  reactionFailed: 8_000,
  deviceFailed: 8_000,
};

/** More would cover the stage. */
const mostShown = 3;

export class Toasts {
  readonly shown = new Store<readonly ShownToast[]>([]);
  private nextId = 0;

  show(toast: Toast): void {
    const id = this.nextId++;
    // The same kind of news again replaces the old: nobody reads two lines about hands.
    const others = this.shown.get().filter((each) => each.toast.kind !== toast.kind);
    this.shown.set([...others, { id, toast }].slice(-mostShown));
    setTimeout(() => this.close(id), shownMs[toast.kind]);
  }

  close(id: number): void {
    const rest = this.shown.get().filter((each) => each.id !== id);
    if (rest.length !== this.shown.get().length) this.shown.set(rest);
  }

  closeKind(kind: Toast['kind']): void {
    for (const each of this.shown.get()) if (each.toast.kind === kind) this.close(each.id);
  }
}
