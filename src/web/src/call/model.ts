import { ConnectionState, RoomEvent } from 'livekit-client';
import type { Participant, Room } from 'livekit-client';
import i18next from 'i18next';
import { Chat } from '../chat/chat';
import type { ChatKept } from '../chat/chat';
import { History } from '../chat/history';
import { Transfers } from '../chat/transfers';
import { Store } from '../store/store';
import { Hosting } from './host/hosting';
import { Toasts } from './notices/toasts';
import { OpenPanel } from './panels/panel';
import { Hands } from './people/handQueue';
import { Reactions } from './people/reactions';
import { Roster } from './people/roster';
import { Alone } from './session/alone';
import { keepAudioProcessing } from './session/audioProcessing';
import { CallPreferencesStore } from './session/callPreferences';
import { Network } from './session/connectionBanner';
import type { CallSession } from './session/callSession';
import { noTrouble } from './session/encryption';
import type { EncryptionState } from './session/encryption';
import { mostForSounds, playJoinSound } from './session/joinSound';
import { limitReceiving } from './session/receiving';
import { OwnMicrophone } from './session/ownMicrophone';
import { playRoomAudio } from './session/roomAudio';
import { TalkKey } from './session/talkKey';
import { keepAwake } from './session/wakeLock';
import { PictureInPicture } from './stage/pictureInPicture';

/** What the person does with the stage; how it looks then is worked out by `arrange`. */
export type StageView = { pinned: string | null; page: number; pages: number };

/** What the person must not lose when a call breaks off and is joined again. */
export type CallKept = { chat: ChatKept; staged: readonly File[] };

/** Beyond this, who comes and goes is read in the list of people. */
const mostForToasts = 20;

/** Everything a call knows, outside React. Components read its stores and call its methods. */
export class Call {
  readonly session: CallSession;
  readonly room: Room;
  readonly preferences = new CallPreferencesStore();
  readonly stage = new Store<StageView>({ pinned: null, page: 0, pages: 1 });
  readonly panel = new OpenPanel();
  readonly toasts = new Toasts();
  readonly roster: Roster;
  readonly hands: Hands;
  readonly reactions: Reactions;
  readonly alone: Alone;
  readonly talkKey: TalkKey;
  readonly chat: Chat;
  readonly transfers: Transfers;
  readonly network: Network;
  readonly microphone: OwnMicrophone;
  /** Whom one cannot read; empty where nothing is encrypted. */
  readonly encryption: Store<EncryptionState>;
  readonly hosting: Hosting;
  readonly pip = new PictureInPicture();
  private sound: AudioContext | null = null;

  constructor(session: CallSession, kept: CallKept | null = null) {
    this.session = session;
    this.room = session.room;
    this.roster = new Roster(this.room);
    this.hands = new Hands(this.room);
    this.network = new Network(this.room);
    this.microphone = new OwnMicrophone(this.room);
    this.chat = chatOf(session, kept?.chat ?? null);
    this.transfers = new Transfers(this.chat, kept?.staged);
    this.reactions = new Reactions(this.room, session.encryption?.secrets.topic);
    this.encryption = session.encryption?.state ?? new Store(noTrouble);
    this.alone = new Alone(this.room, () => session.leave('idle'));
    this.hosting = new Hosting({
      session,
      toasts: this.toasts,
      hands: this.hands,
      preferences: this.preferences,
    });
    this.talkKey = new TalkKey({
      isOn: () => session.state.get().isMicrophoneOn,
      set: (on) => session.setMicrophone(on),
    });
  }

  /** Until the returned function is called. */
  watch(): () => void {
    const stops = [
      this.roster.watch(),
      this.hands.watch(),
      this.reactions.watch(),
      this.network.watch(),
      this.microphone.watch(),
      this.chat.watch(),
      this.transfers.watch(),
      this.watchChat(),
      this.alone.watch(),
      this.hosting.watch(),
      this.watchComings(),
      this.watchHands(),
      limitReceiving(this.room, this.preferences),
      keepAudioProcessing(this.room, this.preferences),
      playRoomAudio(this.room),
      keepAwake(),
      this.session.encryption?.watch(this.room) ?? (() => undefined),
    ];
    return () => {
      for (const stop of stops) stop();
      this.pip.close();
      void this.sound?.close();
      this.sound = null;
    };
  }

  keep(): CallKept {
    return { chat: this.chat.keep(), staged: this.transfers.staged.get() };
  }

  togglePin(tile: string): void {
    this.stage.patch({ pinned: this.stage.get().pinned === tile ? null : tile, page: 0 });
  }

  turnPage(by: number): void {
    const { page, pages } = this.stage.get();
    this.stage.patch({ page: Math.min(Math.max(0, page + by), pages - 1) });
  }

  /** The stage was laid out anew. A page that was turned meanwhile stays turned, as far as there is one. */
  setPages(pages: number): void {
    this.stage.patch({ pages, page: Math.min(this.stage.get().page, pages - 1) });
  }

  private watchComings(): () => void {
    const onJoined = (participant: Participant) => this.handleComing('joined', participant);
    const onGone = (participant: Participant) => this.handleComing('gone', participant);
    let wasMuted = false;
    const stopMuted = this.session.state.subscribe(() => {
      const { mutedFor } = this.session.state.get();
      if (mutedFor !== null && !wasMuted) this.toasts.show({ kind: 'largeMeeting', count: mutedFor });
      wasMuted = mutedFor !== null;
    });
    this.room.on(RoomEvent.ParticipantConnected, onJoined).on(RoomEvent.ParticipantDisconnected, onGone);
    return () => {
      stopMuted();
      this.room.off(RoomEvent.ParticipantConnected, onJoined).off(RoomEvent.ParticipantDisconnected, onGone);
    };
  }

  private handleComing(kind: 'joined' | 'gone', { name }: Participant): void {
    // A connection that starts over takes everybody away and brings them back: that is not news.
    if (this.room.state !== ConnectionState.Connected) return;
    const count = this.room.remoteParticipants.size + 1;
    if (count <= mostForToasts) this.toasts.show({ kind, name: name ?? '' });
    if (kind === 'joined' && count <= mostForSounds && this.preferences.get().sounds) {
      this.sound ??= new AudioContext();
      playJoinSound(this.sound);
    }
  }

  /** What is on the screen is read; the rest is shown for a moment, and counted. */
  private watchChat(): () => void {
    const onShown = () => this.chat.setShown(this.panel.get() === 'chat' && !document.hidden);
    const stopPanel = this.panel.subscribe(onShown);
    document.addEventListener('visibilitychange', onShown);
    const stopLatest = this.chat.latest.subscribe(() => {
      const message = this.chat.latest.get();
      if (!message || this.panel.get() === 'chat') return;
      const text = message.file?.name ?? message.text;
      const isPrivate = message.privateTo !== null;
      this.toasts.show({ kind: 'message', name: message.sender.name, text, isPrivate });
    });
    return () => {
      stopPanel();
      document.removeEventListener('visibilitychange', onShown);
      stopLatest();
    };
  }

  private watchHands(): () => void {
    let before = this.hands.queue.get();
    const stopQueue = this.hands.queue.subscribe(() => {
      const now = this.hands.queue.get();
      const raised = now.find((identity) => !before.includes(identity));
      before = now;
      const person = raised !== undefined ? this.room.remoteParticipants.get(raised) : undefined;
      if (person) this.toasts.show({ kind: 'hand', name: person.name ?? '' });
    });
    const stopOwn = this.hands.own.subscribe(() => {
      if (this.hands.own.get().loweredFrom !== null) this.toasts.show({ kind: 'handLowered' });
      else this.toasts.closeKind('handLowered');
    });
    return () => {
      stopQueue();
      stopOwn();
    };
  }
}

function chatOf({ room, connection, own, encryption }: CallSession, kept: ChatKept | null): Chat {
  const { chat: said, meeting_id, token } = connection;
  // The server cannot keep what it cannot read.
  const rules = said && { ...said, history: said.history && !encryption };
  const history = rules?.history ? new History(meeting_id, token) : null;
  const names = { own: own.name, guest: () => i18next.t('call.guest') };
  return new Chat(room, names, history, rules, kept, encryption?.secrets.topic);
}
