import { followWait, leaveWait } from '../api/lobby';
import type { WaitEvent } from '../api/lobby';
import type { ApiError } from '../api/request';
import type { Ending } from '../meeting/ending';
import { endingOfProblem } from '../meeting/ending';
import { Store } from '../store/store';

/** A place in the waiting room: what a page needs to wait on after it was loaded again. */
export type WaitingPlace = { meetingId: string; ticket: string; name: string; since: number };

export type WaitingState = {
  isHostPresent: boolean;
  /** How many wait before us, counted from 1; null when the server does not say. */
  position: number | null;
  /** False while the line to the server is cut; the place is kept meanwhile. */
  isConnected: boolean;
};

export type WaitingOutcome = { kind: 'admitted' } | { kind: 'ending'; ending: Ending; detail: string | null };

/** Waits until a host decides. The server keeps the place for a while when nobody is there to hear. */
export class Waiting {
  readonly state: Store<WaitingState>;
  readonly place: WaitingPlace;
  private readonly follow: typeof followWait;
  private stop: () => void = () => undefined;

  constructor(place: WaitingPlace, isHostPresent: boolean, follow = followWait) {
    this.place = place;
    this.follow = follow;
    this.state = new Store<WaitingState>({ isHostPresent, position: null, isConnected: true });
  }

  /** Until the returned function is called. */
  start(onOutcome: (outcome: WaitingOutcome) => void): () => void {
    rememberPlace(this.place);
    const { meetingId, ticket } = this.place;
    const finish = (outcome: WaitingOutcome) => {
      this.stop();
      forgetPlace();
      onOutcome(outcome);
    };
    this.stop = this.follow(meetingId, ticket, {
      onEvent: (event) => {
        const outcome = outcomeOf(event);
        if (outcome) finish(outcome);
        else if (event.name === 'waiting')
          this.state.patch({ isHostPresent: event.isHostPresent, position: event.position });
      },
      onConnected: (isConnected) => this.state.patch({ isConnected }),
      onRefused: (problem) => finish(refusal(problem)),
    });
    return () => this.stop();
  }

  /** Gives the place up. */
  leave(): void {
    this.stop();
    forgetPlace();
    const { meetingId, ticket } = this.place;
    // Who cannot be told is taken off the list by the server after a minute.
    leaveWait(meetingId, ticket).catch(console.warn);
  }
}

function outcomeOf({ name }: WaitEvent): WaitingOutcome | null {
  switch (name) {
    case 'waiting':
      return null;
    case 'admitted':
      return { kind: 'admitted' };
    case 'denied':
      return { kind: 'ending', ending: 'denied', detail: null };
    case 'ended':
      return { kind: 'ending', ending: 'ended', detail: null };
    case 'timed_out':
      return { kind: 'ending', ending: 'timedout', detail: null };
  }
}

/** A place that the server does not know any more was given up: its page was away for too long. */
function refusal(problem: ApiError): WaitingOutcome {
  const ending = problem.code === 'meeting_not_found' ? 'notfound' : endingOfProblem(problem);
  if (ending === null || (ending === 'notfound' && problem.code !== 'meeting_not_found'))
    return { kind: 'ending', ending: 'timedout', detail: null };
  return { kind: 'ending', ending, detail: problem.detail };
}

const storageKey = 'treff.waiting';

/** The place that this tab has in the waiting room of this meeting, after the page was loaded again. */
export function rememberedPlace(meetingId: string): WaitingPlace | null {
  try {
    const place = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Partial<WaitingPlace> | null;
    if (place?.meetingId !== meetingId) return null;
    const { ticket, name, since } = place;
    return typeof ticket === 'string' && typeof name === 'string' && typeof since === 'number'
      ? { meetingId, ticket, name, since }
      : null;
  } catch {
    // Written by something else, or storage is blocked: one knocks again.
    return null;
  }
}

function rememberPlace(place: WaitingPlace): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(place));
  } catch {
    // Loading the page again means knocking again.
  }
}

function forgetPlace(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Nothing was remembered then.
  }
}
