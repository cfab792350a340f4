import { ParticipantEvent, RoomEvent, Track } from 'livekit-client';
import type { RemoteParticipant, Room } from 'livekit-client';
import { Store } from '../../store/store';
import type { CallSession } from '../session/callSession';

/** The topic of what the server says on behalf of hosts. */
const topic = 'treff.moderation';

/** Something a host did to us. */
export type OrderNews = 'muted' | 'cameraStopped' | 'shareStopped' | 'handLowered';

const newsOfSource: Partial<Record<Track.Source, OrderNews>> = {
  [Track.Source.Microphone]: 'muted',
  [Track.Source.Camera]: 'cameraStopped',
  [Track.Source.ScreenShare]: 'shareStopped',
};

/** A mute that came from the server, as the library's engine tells it; nothing public says who muted. */
const remoteMute = 'remoteMute';

/** Takes what hosts ask of this person. Nothing is ever switched on by it. */
export class Orders {
  /** A host asks us to speak; the person decides. */
  readonly isAskedToUnmute = new Store(false);
  private readonly session: CallSession;
  private readonly room: Room;
  private readonly onNews: (news: OrderNews) => void;
  private readonly lowerHand: () => boolean;
  private engine: Room['engine'] | null = null;

  /** `lowerHand`: false when it was not up. */
  constructor(session: CallSession, lowerHand: () => boolean, onNews: (news: OrderNews) => void) {
    this.session = session;
    this.room = session.room;
    this.lowerHand = lowerHand;
    this.onNews = onNews;
  }

  watch(): () => void {
    const { room } = this;
    const { localParticipant } = room;
    const onData = (payload: Uint8Array, from?: RemoteParticipant, _kind?: unknown, about?: string) => {
      // Participants can use any topic; only the server has no identity.
      if (about === topic && from === undefined) this.take(payload);
    };
    const onUnmuted = () => {
      if (this.session.state.get().isMicrophoneOn) this.isAskedToUnmute.set(false);
    };
    room.on(RoomEvent.DataReceived, onData).on(RoomEvent.SignalConnected, this.listen);
    localParticipant.on(ParticipantEvent.TrackUnmuted, onUnmuted);
    const stopState = this.session.state.subscribe(onUnmuted);
    this.listen();
    return () => {
      room.off(RoomEvent.DataReceived, onData).off(RoomEvent.SignalConnected, this.listen);
      localParticipant.off(ParticipantEvent.TrackUnmuted, onUnmuted);
      stopState();
      this.engine?.off(remoteMute as never, this.handleRemoteMute as never);
      this.engine = null;
    };
  }

  answer(isUnmuting: boolean): void {
    this.isAskedToUnmute.set(false);
    if (isUnmuting) void this.session.setMicrophone(true);
  }

  /** A room makes itself a new engine when it connects. */
  private readonly listen = (): void => {
    const { engine } = this.room;
    if (!engine || engine === this.engine) return;
    this.engine?.off(remoteMute as never, this.handleRemoteMute as never);
    this.engine = engine;
    engine.on(remoteMute as never, this.handleRemoteMute as never);
  };

  private readonly handleRemoteMute = (trackSid: string, isMuted: boolean): void => {
    const { localParticipant } = this.room;
    const publication = localParticipant.trackPublications.get(trackSid);
    const news = publication && newsOfSource[publication.source];
    if (!isMuted || !news) return;
    this.onNews(news);
    // A shared screen that sends nothing is over: the browser should not go on capturing it.
    if (news === 'shareStopped') localParticipant.setScreenShareEnabled(false).catch(console.warn);
  };

  private take(payload: Uint8Array): void {
    switch (typeOf(payload)) {
      case 'ask_to_unmute':
        if (!this.session.state.get().isMicrophoneOn) this.isAskedToUnmute.set(true);
        return;
      case 'lower_hand':
        if (this.lowerHand()) this.onNews('handLowered');
    }
  }
}

function typeOf(payload: Uint8Array): string | null {
  try {
    const { type } = JSON.parse(new TextDecoder().decode(payload)) as { type?: unknown };
    return typeof type === 'string' ? type.replaceAll('-', '_') : null;
  } catch {
    // From a newer server, or no JSON at all: not for us.
    return null;
  }
}
