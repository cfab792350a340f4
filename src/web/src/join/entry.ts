import type { JoinedMeeting } from '../api/joinMeeting';
import { isWaiting } from '../api/joinMeeting';
import { fetchMeetingInfo } from '../api/meetingInfo';
import type { MeetingInfo } from '../api/meetingInfo';
import { ApiError } from '../api/request';
import { enter, knownPassword } from '../keys/enter';
import { readKeys, saveKeys } from '../keys/meetingKeys';
import { Waiting, rememberedPlace } from '../lobby/waiting';
import type { WaitingOutcome } from '../lobby/waiting';
import { endingOfProblem } from '../meeting/ending';
import type { Ending } from '../meeting/ending';
import { Store } from '../store/store';

/** The field for the password: absent, there for those who have one, needed, or filled in wrongly. */
export type PasswordField = 'none' | 'optional' | 'needed' | 'wrong';

export type EntryState = {
  isJoining: boolean;
  password: PasswordField;
  /** Nobody may try before this time of ours (ms); set after too many wrong passwords. */
  blockedUntil: number | null;
  /** When guests may come in (ms); null when they may. */
  startsAt: number | null;
  /** The person has said to be taken in when it starts. */
  isEnteringAtStart: boolean;
  isLocked: boolean;
  /** The host key of this browser was replaced by another host. */
  isKeyReplaced: boolean;
  /** The server's sentence, or '' for one of our own. */
  error: string | null;
  waiting: Waiting | null;
};

export type EntryCallbacks = {
  onJoined: (meeting: JoinedMeeting, name: string) => void;
  onRefused: (ending: Ending, detail: string | null) => void;
};

/** After the start people come in over so many milliseconds, not all in the same one. */
const startSpreadMs = 2_000;

/** Hosts come some minutes early, not hours. */
const lookWithinMs = 15 * 60_000;

/** Our clock may be ahead of the server's: it is asked again after so long. */
const earlyAgainMs = 3_000;

/** The way from a link into the meeting: password, lock, start, waiting room. */
export class Entry {
  readonly state: Store<EntryState>;
  readonly meetingId: string;
  private readonly enter: typeof enter;
  private callbacks: EntryCallbacks = { onJoined: () => undefined, onRefused: () => undefined };
  private info: MeetingInfo | null = null;
  private wanted: { name: string; password: string | null } = { name: '', password: null };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopWaiting: () => void = () => undefined;

  constructor(meetingId: string, enterMeeting = enter) {
    this.meetingId = meetingId;
    this.enter = enterMeeting;
    const place = rememberedPlace(meetingId);
    this.state = new Store<EntryState>({
      isJoining: false,
      password: 'none',
      blockedUntil: null,
      startsAt: null,
      isEnteringAtStart: false,
      isLocked: false,
      isKeyReplaced: false,
      error: null,
      waiting: place && new Waiting(place, false),
    });
  }

  /** This browser made the meeting, or opened the link for hosts. */
  get isHost(): boolean {
    return readKeys(this.meetingId).hostKey !== null;
  }

  /** Until the returned function is called. */
  start(callbacks: EntryCallbacks): () => void {
    this.callbacks = callbacks;
    const { waiting } = this.state.get();
    if (waiting) this.follow(waiting);
    return () => {
      clearTimeout(this.timer);
      this.stopWaiting();
      this.callbacks = { onJoined: () => undefined, onRefused: () => undefined };
    };
  }

  /** What the meeting says before one knocks. */
  setInfo(info: MeetingInfo): void {
    this.info = info;
    if (this.isHost) return;
    const { password } = this.state.get();
    const startsAt = info.starts_at ? Date.parse(info.starts_at) : NaN;
    this.state.patch({
      isLocked: info.locked === true,
      // With a host inside it has begun.
      startsAt: startsAt > Date.now() && !info.host_present ? startsAt : null,
      password: password === 'none' ? this.passwordField() : password,
    });
  }

  async join(name: string, password: string | null): Promise<void> {
    const { isJoining, blockedUntil } = this.state.get();
    if (isJoining || (blockedUntil ?? 0) > Date.now()) return;
    this.wanted = { name, password: password ?? knownPassword(this.meetingId) };
    this.state.patch({ isJoining: true, error: null, blockedUntil: null });
    try {
      const answer = await this.enter(this.meetingId, name, this.wanted.password);
      if (!isWaiting(answer)) {
        this.callbacks.onJoined(answer, name);
        return;
      }
      const { ticket, host_present: isHostPresent } = answer;
      const place = { meetingId: this.meetingId, ticket, name, since: Date.now() };
      const waiting = new Waiting(place, isHostPresent);
      this.state.patch({ isJoining: false, isEnteringAtStart: false, waiting });
      this.follow(waiting);
    } catch (error) {
      this.handleProblem(error instanceof ApiError ? error : new ApiError(0, String(error)));
    }
  }

  /** Comes in when the meeting starts, without another click. */
  enterAtStart(name: string, password: string | null): void {
    this.wanted = { name, password };
    this.state.patch({ isEnteringAtStart: true, error: null });
    this.scheduleStart(Math.random() * startSpreadMs);
  }

  cancelEnterAtStart(): void {
    clearTimeout(this.timer);
    this.state.patch({ isEnteringAtStart: false });
  }

  /** The time has come; the form is as always. */
  noteStarted(): void {
    const { startsAt, isEnteringAtStart } = this.state.get();
    if (startsAt !== null && startsAt <= Date.now() && !isEnteringAtStart)
      this.state.patch({ startsAt: null });
  }

  leaveWaiting(): void {
    this.state.get().waiting?.leave();
    this.state.patch({ waiting: null });
  }

  private follow(waiting: Waiting): void {
    this.stopWaiting();
    this.stopWaiting = waiting.start((outcome) => this.handleOutcome(waiting, outcome));
  }

  private handleOutcome({ place }: Waiting, outcome: WaitingOutcome): void {
    if (outcome.kind === 'admitted') {
      void this.join(place.name, null);
      return;
    }
    this.state.patch({ waiting: null });
    this.callbacks.onRefused(outcome.ending, outcome.detail);
  }

  private handleProblem(problem: ApiError): void {
    this.state.patch({ isJoining: false, waiting: null });
    const ending = endingOfProblem(problem);
    // Whoever waits for the start is not sent away because the server is restarting right then.
    if (ending === 'unreachable' && this.state.get().isEnteringAtStart) {
      this.scheduleStart(earlyAgainMs);
      return;
    }
    if (ending) {
      this.callbacks.onRefused(ending, problem.detail);
      return;
    }
    switch (problem.code) {
      case 'password_required':
        // The field that appears says it.
        this.state.patch({ password: 'needed', isEnteringAtStart: false, error: null });
        return;
      case 'password_wrong':
        this.state.patch({ password: 'wrong', isEnteringAtStart: false, error: problem.detail ?? '' });
        return;
      case 'too_many_password_tries':
        this.block(problem);
        return;
      case 'host_key_wrong':
        // This browser is a guest like others from here on.
        saveKeys(this.meetingId, { hostKey: null });
        this.state.patch({ isKeyReplaced: true });
        if (this.info) this.setInfo(this.info);
        return;
      case 'meeting_locked':
        this.state.patch({ isLocked: true, isEnteringAtStart: false, error: null });
        return;
      case 'not_started':
        this.handleEarly(problem);
        return;
      default:
        this.state.patch({ isEnteringAtStart: false, error: problem.detail ?? '' });
    }
  }

  private handleEarly({ startsAt }: ApiError): void {
    const at = startsAt ? Date.parse(startsAt) : NaN;
    this.state.patch({ startsAt: Number.isNaN(at) ? Date.now() : at, error: null });
    // They have pressed "Join": that is what is meant.
    this.state.patch({ isEnteringAtStart: true });
    this.scheduleStart(earlyAgainMs);
  }

  private block({ retryAfterSeconds, detail }: ApiError): void {
    const ms = Math.max(1, retryAfterSeconds ?? 60) * 1_000;
    const field = this.state.get().password;
    this.state.patch({
      blockedUntil: Date.now() + ms,
      password: field === 'none' ? 'needed' : field,
      error: detail ?? '',
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.state.patch({ blockedUntil: null, error: null }), ms);
  }

  /** Timers of weeks overflow, and sleep through a closed lid: the clock is looked at now and then. */
  private scheduleStart(delayMs: number): void {
    clearTimeout(this.timer);
    const left = (this.state.get().startsAt ?? 0) - Date.now();
    if (left > 30_000)
      this.timer = setTimeout(() => {
        this.scheduleStart(delayMs);
        if (left < lookWithinMs) void this.lookForHost();
      }, 20_000);
    else
      this.timer = setTimeout(
        () => void this.join(this.wanted.name, this.wanted.password),
        Math.max(0, left) + delayMs,
      );
  }

  /** A host who comes before the time opens the door. */
  private async lookForHost(): Promise<void> {
    try {
      const { host_present: isHostPresent } = await fetchMeetingInfo(this.meetingId);
      const { isEnteringAtStart, startsAt } = this.state.get();
      if (isHostPresent && isEnteringAtStart && startsAt !== null)
        await this.join(this.wanted.name, this.wanted.password);
    } catch (error) {
      // Asked again in a moment; the time of the start is known anyway.
      console.warn(error);
    }
  }

  private passwordField(): PasswordField {
    if (!this.info?.has_password || this.isHost) return 'none';
    // A password in the link is tried first; a ticket may be enough.
    if (knownPassword(this.meetingId) ?? readKeys(this.meetingId).ticket) return 'none';
    return this.info.waiting_room === 'without_password' ? 'optional' : 'needed';
  }
}
