import i18next from 'i18next';
import type { ModerationApi } from '../../api/moderation';
import type { MutedSource } from '../../api/moderation';
import { ApiError } from '../../api/request';
import { Store } from '../../store/store';

/** Whom something is done to. */
export type Person = { identity: string; name: string };

/** What is asked before it is done, because it cannot be taken back. */
export type Question = { kind: 'remove'; person: Person } | { kind: 'end' } | { kind: 'leave' };

export type Report = (result: 'done' | 'refused', text: string) => void;

/** What hosts and co-hosts do. Each says in the end what became of it, with the server's words when it refused. */
export class Moderation {
  readonly question = new Store<Question | null>(null);
  /** Something is under way: its button does nothing meanwhile. */
  readonly isBusy = new Store(false);
  private readonly api: ModerationApi;
  private readonly report: Report;

  constructor(api: ModerationApi, report: Report) {
    this.api = api;
    this.report = report;
  }

  mute({ identity, name }: Person, source: MutedSource): Promise<boolean> {
    return this.run(this.api.mute(identity, source), i18next.t(`host.done.${source}`, { name }));
  }

  askToUnmute({ identity, name }: Person): Promise<boolean> {
    return this.run(this.api.askToUnmute(identity), i18next.t('host.done.asked', { name }));
  }

  lowerHand({ identity, name }: Person): Promise<boolean> {
    return this.run(this.api.lowerHand(identity), i18next.t('host.done.handLowered', { name }));
  }

  setCohost({ identity, name }: Person, isCohost: boolean): Promise<boolean> {
    const text = i18next.t(isCohost ? 'host.done.cohost' : 'host.done.guest', { name });
    return this.run(this.api.setRole(identity, isCohost ? 'cohost' : 'guest'), text);
  }

  spotlight(person: Person | null): Promise<boolean> {
    const text = person
      ? i18next.t('host.done.spotlight', { name: person.name })
      : i18next.t('host.done.spotlightOver');
    return this.run(this.api.spotlight(person?.identity ?? null), text);
  }

  remove({ identity, name }: Person, keepOut: boolean): Promise<boolean> {
    const text = i18next.t(keepOut ? 'host.done.keptOut' : 'host.done.removed', { name });
    return this.run(this.api.remove(identity, keepOut), text);
  }

  /** `keepMuted`: guests cannot turn their microphones on again by themselves. */
  muteAll(keepMuted: boolean): Promise<boolean> {
    const text = i18next.t(keepMuted ? 'host.done.keptMuted' : 'host.done.mutedAll');
    return this.run(this.api.muteAll(keepMuted), text);
  }

  lowerHands(): Promise<boolean> {
    return this.run(this.api.lowerHands(), i18next.t('host.done.handsLowered'));
  }

  /** For everybody, oneself included: the server closes the room. */
  end(): Promise<boolean> {
    return this.run(this.api.end(), i18next.t('host.done.ended'));
  }

  admit(id: string, name: string): Promise<boolean> {
    return this.run(this.api.admit(id), i18next.t('host.done.admitted', { name }));
  }

  deny(id: string, name: string): Promise<boolean> {
    return this.run(this.api.deny(id), i18next.t('host.done.denied', { name }));
  }

  admitAll(): Promise<boolean> {
    return this.run(this.api.admitAll(), i18next.t('host.done.admittedAll'));
  }

  denyAll(): Promise<boolean> {
    return this.run(this.api.denyAll(), i18next.t('host.done.deniedAll'));
  }

  private async run(action: Promise<unknown>, doneText: string): Promise<boolean> {
    this.isBusy.set(true);
    try {
      await action;
      this.report('done', doneText);
      return true;
    } catch (error) {
      this.report('refused', problemText(error));
      return false;
    } finally {
      this.isBusy.set(false);
    }
  }
}

/** A sentence for people, whatever went wrong. */
export function problemText(error: unknown): string {
  const problem = error instanceof ApiError && !error.isUnreachable ? error : null;
  return problem?.detail ?? i18next.t(problem ? 'host.failed' : 'home.unreachable');
}
