import { isWaiting } from '../api/joinMeeting';
import type { JoinedMeeting, WaitingMeeting } from '../api/joinMeeting';
import { ApiError } from '../api/request';
import { enter } from '../keys/enter';
import { endingOfProblem } from '../meeting/ending';
import type { Ending } from '../meeting/ending';
import { Store } from '../store/store';

export type RejoinState = { isTrying: boolean; secondsLeft: number };

export type RejoinResult =
  | { meeting: JoinedMeeting }
  /** The person has to do something before: a password was set, or a host has to let them in. */
  | { form: true }
  | { ending: Ending; detail: string | null };

type Join = () => Promise<JoinedMeeting | WaitingMeeting>;

const longestSeconds = 30;

const asksPerson = new Set([
  'password_required',
  'password_wrong',
  'too_many_password_tries',
  'meeting_locked',
  'not_started',
  'host_key_wrong',
]);

/** 2, 4, 8, 16, 30 …; a little different for everybody, so that not all knock at once. */
export function waitSeconds(attempt: number, random = Math.random()): number {
  const seconds = Math.min(longestSeconds, 2 ** (attempt + 1));
  return Math.max(1, Math.round(seconds * (0.75 + random / 2)));
}

/** Joins again and again until the server lets us in or says that it will not. */
export class Rejoin {
  readonly state: Store<RejoinState>;
  private readonly join: Join;
  private onResult: (result: RejoinResult) => void = () => undefined;
  private attempt: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private isOver = false;

  /** `attempt`: how often it was tried before, when a call that had begun broke off again. */
  constructor(join: Join, attempt = 0) {
    this.join = join;
    this.attempt = attempt;
    this.state = new Store<RejoinState>({ isTrying: false, secondsLeft: waitSeconds(attempt) });
  }

  /** Until the returned function is called. */
  start(onResult: (result: RejoinResult) => void): () => void {
    this.onResult = onResult;
    this.isOver = false;
    const now = () => void this.tryNow();
    const onVisible = () => {
      if (!document.hidden) now();
    };
    // The network is back, or the lid is open again: nobody should wait for a countdown then.
    window.addEventListener('online', now);
    document.addEventListener('visibilitychange', onVisible);
    this.timer = setInterval(() => this.tick(), 1_000);
    return () => {
      this.isOver = true;
      clearInterval(this.timer);
      window.removeEventListener('online', now);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }

  async tryNow(): Promise<void> {
    if (this.state.get().isTrying || this.isOver) return;
    this.state.set({ isTrying: true, secondsLeft: 0 });
    try {
      const meeting = await this.join();
      this.finish(isWaiting(meeting) ? { form: true } : { meeting });
    } catch (error) {
      const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
      const ending = endingOfProblem(problem);
      if (ending && ending !== 'unreachable') this.finish({ ending, detail: problem.detail });
      else if (problem.code !== null && asksPerson.has(problem.code)) this.finish({ form: true });
      else this.state.set({ isTrying: false, secondsLeft: waitSeconds(++this.attempt) });
    }
  }

  private tick(): void {
    const { isTrying, secondsLeft } = this.state.get();
    if (isTrying) return;
    if (secondsLeft <= 1) void this.tryNow();
    else this.state.patch({ secondsLeft: secondsLeft - 1 });
  }

  private finish(result: RejoinResult): void {
    if (!this.isOver) this.onResult(result);
  }
}

export const joinAgain = (meetingId: string, name: string): Join => {
  return () => enter(meetingId, name);
};
