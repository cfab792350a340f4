import { ModerationApi } from '../../api/moderation';
import { readKeys } from '../../keys/meetingKeys';
import type { CallPreferencesStore } from '../session/callPreferences';
import type { CallSession } from '../session/callSession';
import { Rights, ownRights } from '../session/rights';
import type { OwnRight } from '../session/rights';
import type { Toasts } from '../notices/toasts';
import type { Hands } from '../people/handQueue';
import { KnockSound } from './knockSound';
import { Lobby } from './lobby';
import { MeetingSettingsModel } from './meetingSettings';
import { Moderation } from './moderation';
import type { Report } from './moderation';
import { Orders } from './orders';
import { OwnRole } from './ownRole';
import { Rules } from './rules';

/** The server ends a share by taking the right away and giving it back at once. */
const settledMs = 400;

type Parts = { session: CallSession; toasts: Toasts; hands: Hands; preferences: CallPreferencesStore };

/** Who leads the meeting, what that lets them do, and what it means for everybody else. */
export class Hosting {
  readonly role: OwnRole;
  readonly rights: Rights;
  readonly rules: Rules;
  readonly lobby: Lobby;
  readonly orders: Orders;
  readonly moderation: Moderation;
  readonly settings: MeetingSettingsModel;
  private readonly session: CallSession;
  private readonly toasts: Toasts;
  private readonly sound = new KnockSound();
  /** With which this person's calls as host are made. */
  readonly credential: string;

  constructor({ session, toasts, hands, preferences }: Parts) {
    const { room, connection } = session;
    const { meeting_id: meetingId, role } = connection;
    this.session = session;
    this.toasts = toasts;
    this.credential = connection.ticket ?? readKeys(meetingId).hostKey ?? '';
    this.role = new OwnRole(room, role === 'host' || role === 'cohost' ? role : null);
    this.rights = new Rights(room);
    this.rules = new Rules(room);
    this.lobby = new Lobby(() => {
      if (preferences.get().sounds) this.sound.play();
    });
    const report: Report = (kind, text) => toasts.show({ kind, text });
    this.moderation = new Moderation(new ModerationApi(meetingId, this.credential), report);
    this.settings = new MeetingSettingsModel(meetingId, this.credential, report);
    this.orders = new Orders(
      session,
      () => hands.lowerByHost(),
      (news) => toasts.show({ kind: 'host', news }),
    );
  }

  watch(): () => void {
    const stops = [
      this.role.watch(),
      this.rights.watch(),
      this.rules.watch(),
      this.orders.watch(),
      this.watchRole(),
      this.watchRights(),
      this.watchSpotlight(),
    ];
    return () => {
      for (const stop of stops) stop();
      this.lobby.close();
      this.sound.close();
    };
  }

  private watchRole(): () => void {
    let before = this.role.get();
    const apply = () => {
      const now = this.role.get();
      if (now !== null && this.credential)
        this.lobby.open(this.session.connection.meeting_id, this.credential);
      else this.lobby.close();
      if (now === before) return;
      // Hosts stay hosts; what changes during a meeting is a deputy's role.
      if (now === 'cohost') this.toasts.show({ kind: 'host', news: 'cohost' });
      else if (before === 'cohost') this.toasts.show({ kind: 'host', news: 'guest' });
      before = now;
    };
    apply();
    return this.role.subscribe(apply);
  }

  /** What was taken away or given back while the meeting runs. */
  private watchRights(): () => void {
    let before = this.rights.state.get();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const now = this.rights.state.get();
      const changed = ownRights.find((right) => now[right] !== before[right]);
      before = now;
      if (changed) this.toasts.show({ kind: 'host', news: newsOfRight(changed, now[changed]) });
    };
    const stop = this.rights.state.subscribe(() => {
      clearTimeout(timer);
      // What comes with connecting is told where it matters: at the switch.
      if (this.session.state.get().phase === 'connecting') before = this.rights.state.get();
      else timer = setTimeout(tell, settledMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  private watchSpotlight(): () => void {
    let before = this.rules.state.get().spotlight;
    return this.rules.state.subscribe(() => {
      const { spotlight } = this.rules.state.get();
      const own = this.session.room.localParticipant.identity;
      if (spotlight === own && before !== own) this.toasts.show({ kind: 'host', news: 'spotlight' });
      else if (before === own && spotlight !== own) this.toasts.show({ kind: 'host', news: 'spotlightOver' });
      before = spotlight;
    });
  }
}

const newsOfRight = (right: OwnRight, isAllowed: boolean) =>
  `${right}${isAllowed ? 'Allowed' : 'Forbidden'}` as const;
