import { apiOf } from './meetingPath';
import { request } from './request';

export type MutedSource = 'microphone' | 'camera' | 'screen_share';

/** What hosts and co-hosts do to others. Everything is checked by the server; refusals are `ApiError`. */
export class ModerationApi {
  private readonly meetingId: string;
  private readonly credential: string;

  constructor(meetingId: string, credential: string) {
    this.meetingId = meetingId;
    this.credential = credential;
  }

  mute = (identity: string, source: MutedSource) => this.toPerson(identity, 'mute', { source });
  askToUnmute = (identity: string) => this.toPerson(identity, 'ask-to-unmute');
  lowerHand = (identity: string) => this.toPerson(identity, 'lower-hand');
  remove = (identity: string, keepOut: boolean) => this.toPerson(identity, 'remove', { keep_out: keepOut });
  setRole = (identity: string, role: 'cohost' | 'guest') => this.toPerson(identity, 'role', { role });

  muteAll = (keepMuted: boolean) => this.send('/mute-all', { keep_muted: keepMuted });
  lowerHands = () => this.send('/lower-hands');
  spotlight = (identity: string | null) => this.send('/spotlight', { identity }, 'PUT');
  end = () => this.send('/end');

  admit = (waitingId: string) => this.toWaiting(waitingId, 'admit');
  deny = (waitingId: string) => this.toWaiting(waitingId, 'deny');
  admitAll = () => this.send('/lobby/admit-all');
  denyAll = () => this.send('/lobby/deny-all');

  private toPerson(identity: string, action: string, body?: object): Promise<void> {
    return this.send(`/participants/${encodeURIComponent(identity)}/${action}`, body);
  }

  private toWaiting(waitingId: string, action: string): Promise<void> {
    return this.send(`/lobby/${encodeURIComponent(waitingId)}/${action}`);
  }

  private async send(path: string, body?: object, method: 'POST' | 'PUT' = 'POST'): Promise<void> {
    await request(apiOf(this.meetingId, path), { method, token: this.credential, body });
  }
}
