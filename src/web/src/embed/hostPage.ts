import { Store } from '../store/store';
import { parseCommand } from './messages';
import type { Command, HostEvent } from './messages';

/** The window above ours; tests bring their own. */
export type Frame = {
  /** Our own origin: a page of the same server may embed as well. */
  origin: string;
  /** Of the page above, where the browser tells. */
  parentOrigin: string | null;
  post: (event: HostEvent, targetOrigin: string) => void;
  /** Messages of the window above only. */
  listen: (onMessage: (data: unknown, origin: string) => void) => void;
};

/** What commands do at the moment; absent: nothing. May fail. */
export type CallActions = {
  hangUp?: () => void;
  toggleMicrophone?: () => Promise<void>;
  toggleCamera?: () => Promise<void>;
  setDisplayName?: (name: string) => Promise<void>;
};

/** Before the allowed sites are known, so many events wait. */
const maxQueued = 50;

/**
 * The page of another site that shows us in a frame. It hears of the meeting, and may ask for some things, when the operator has allowed its origin; to others
 * nothing is said and nothing of theirs is read.
 */
export class HostPage {
  /** The name that the page above gave to whoever sits here. */
  readonly givenName = new Store<string | null>(null);
  private readonly frame: Frame;
  /** Null: not known yet. */
  private allowed: readonly string[] | null = null;
  /** Who has spoken to us: from then on nobody else is spoken to. */
  private spokenTo: string | null = null;
  private waiting: HostEvent[] = [];
  private actions: CallActions = {};
  private readyFor: string | null = null;
  private isJoined = false;
  private last: Partial<Record<HostEvent['type'], string>> = {};

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /** `origins`: asks the server for the allowed sites. */
  async start(origins: () => Promise<readonly string[]>): Promise<void> {
    this.frame.listen((data, origin) => this.handle(data, origin));
    try {
      this.allowed = [...(await origins()), this.frame.origin];
    } catch (error) {
      console.warn('The page around this one is told nothing: who it may be is not known.', error);
      this.allowed = [];
    }
    const waiting = this.waiting;
    this.waiting = [];
    for (const event of waiting) this.post(event);
  }

  /** What commands do from now on, until the returned function is called. */
  offer(actions: CallActions): () => void {
    this.actions = actions;
    return () => {
      if (this.actions === actions) this.actions = {};
    };
  }

  ready(meetingId: string): void {
    if (this.readyFor === meetingId) return;
    this.readyFor = meetingId;
    this.tell({ type: 'treff.ready', version: 1, meetingId });
  }

  /** Once for each stay, however often its connection breaks and comes back. */
  joined(meetingId: string, participantId: string, displayName: string): void {
    if (this.isJoined) return;
    this.isJoined = true;
    this.last = {};
    this.tell({ type: 'treff.joined', meetingId, participantId, displayName });
  }

  count(count: number): void {
    if (this.isJoined) this.tellChange({ type: 'treff.participantCount', count });
  }

  media(microphone: boolean, camera: boolean, screenShare: boolean): void {
    if (this.isJoined) this.tellChange({ type: 'treff.media', microphone, camera, screenShare });
  }

  /** The stay is over, or did not begin. */
  over(meetingId: string, reason: string, detail: string | null): void {
    if (this.isJoined) this.tell({ type: 'treff.left', meetingId, reason });
    else this.fail(reason, detail ?? 'The meeting could not be joined.');
    this.isJoined = false;
  }

  fail(code: string, message: string): void {
    this.tell({ type: 'treff.error', code, message });
  }

  private tellChange(event: HostEvent): void {
    const text = JSON.stringify(event);
    if (this.last[event.type] === text) return;
    this.last[event.type] = text;
    this.tell(event);
  }

  private tell(event: HostEvent): void {
    if (this.allowed) this.post(event);
    else if (this.waiting.length < maxQueued) this.waiting.push(event);
  }

  private post(event: HostEvent): void {
    for (const origin of this.targets()) this.frame.post(event, origin);
  }

  /** Where the browser does not tell who is above, each allowed site is named in turn: it delivers to the right one only. */
  private targets(): readonly string[] {
    const allowed = this.allowed ?? [];
    const known = this.spokenTo ?? this.frame.parentOrigin;
    return known === null ? allowed : allowed.filter((origin) => origin === known);
  }

  private handle(data: unknown, origin: string): void {
    if (!this.allowed?.includes(origin)) return;
    const parsed = parseCommand(data);
    if (parsed.kind === 'foreign') return;
    this.spokenTo = origin;
    if (parsed.kind === 'wrong') this.fail(parsed.code, parsed.message);
    else void this.run(parsed.command);
  }

  private async run(command: Command): Promise<void> {
    try {
      if (command.type === 'treff.setDisplayName') {
        this.givenName.set(command.displayName);
        await this.actions.setDisplayName?.(command.displayName);
        return;
      }
      const name = command.type.slice('treff.'.length) as 'hangUp' | 'toggleMicrophone' | 'toggleCamera';
      const action = this.actions[name];
      if (action) await action();
      else this.fail('not_in_call', `${name} works in a call only.`);
    } catch (error) {
      this.fail('command_failed', String(error));
    }
  }
}
