import { RoomEvent, Track } from 'livekit-client';
import type { RemoteParticipant, Room, TrackPublication } from 'livekit-client';
import { Store } from '../../store/store';
import type { CallSession } from '../session/callSession';

/** The topic of what the server says on behalf of hosts. */
const topic = 'treff.moderation';

/** Something a host did to us. */
export type OrderNews = 'muted' | 'cameraStopped' | 'shareStopped' | 'handLowered';

const newsOfSource: Partial<Record<Track.Source, OrderNews>> = {
  [Track.Source.Microphone]: 'muted',
  [Track.Source.Camera]: 'cameraStopped',
};

/** What came from the server, as the library's engine tells it; nothing public says who muted or ended a track. */
const engineEvents = { muted: 'remoteMute', unpublished: 'localTrackUnpublished' } as const;

/** Somebody who asks us to speak; their name is null when it was the server's operator. */
export type Asking = { by: string | null };

/** Takes what hosts ask of this person. Nothing is ever switched on by it. */
export class Orders {
  /** A host asks us to speak; the person decides. */
  readonly asking = new Store<Asking | null>(null);
  private readonly session: CallSession;
  private readonly room: Room;
  private readonly onNews: (news: OrderNews) => void;
  private readonly lowerHand: () => void;
  private readonly published = new Map<string, Track.Source>();
  private engine: Room['engine'] | null = null;

  constructor(session: CallSession, lowerHand: () => void, onNews: (news: OrderNews) => void) {
    this.session = session;
    this.room = session.room;
    this.lowerHand = lowerHand;
    this.onNews = onNews;
  }

  watch(): () => void {
    const { room } = this;
    const onData = (payload: Uint8Array, from?: RemoteParticipant, _kind?: unknown, about?: string) => {
      // Participants can use any topic; only the server has no identity.
      if (about === topic && from === undefined) this.take(payload);
    };
    const onPublished = ({ trackSid, source }: TrackPublication) => this.published.set(trackSid, source);
    const stopState = this.session.state.subscribe(() => {
      if (this.session.state.get().isMicrophoneOn) this.asking.set(null);
    });
    room
      .on(RoomEvent.DataReceived, onData)
      .on(RoomEvent.SignalConnected, this.listen)
      .on(RoomEvent.LocalTrackPublished, onPublished);
    this.listen();
    return () => {
      room
        .off(RoomEvent.DataReceived, onData)
        .off(RoomEvent.SignalConnected, this.listen)
        .off(RoomEvent.LocalTrackPublished, onPublished);
      stopState();
      this.listenTo(null);
    };
  }

  answer(isUnmuting: boolean): void {
    this.asking.set(null);
    if (isUnmuting) void this.session.setMicrophone(true);
  }

  /** A room makes itself a new engine when it connects. */
  private readonly listen = (): void => {
    if (this.room.engine && this.room.engine !== this.engine) this.listenTo(this.room.engine);
  };

  private listenTo(engine: Room['engine'] | null): void {
    this.engine?.off(engineEvents.muted as never, this.handleMute as never);
    this.engine?.off(engineEvents.unpublished as never, this.handleUnpublished as never);
    this.engine = engine;
    engine?.on(engineEvents.muted as never, this.handleMute as never);
    engine?.on(engineEvents.unpublished as never, this.handleUnpublished as never);
  }

  private readonly handleMute = (trackSid: string, isMuted: boolean): void => {
    const news = newsOfSource[this.published.get(trackSid) ?? Track.Source.Unknown];
    if (isMuted && news) this.onNews(news);
  };

  /** A share is not muted but ended. What goes because a right is taken away is told with the right. */
  private readonly handleUnpublished = ({ trackSid }: { trackSid: string }): void => {
    if (this.published.get(trackSid) === Track.Source.ScreenShare) this.onNews('shareStopped');
    this.published.delete(trackSid);
  };

  private take(payload: Uint8Array): void {
    const { type, by } = read(payload);
    switch (type) {
      case 'ask_to_unmute':
        if (!this.session.state.get().isMicrophoneOn) this.asking.set({ by });
        return;
      case 'lower_hand':
        // The server has taken the attribute away already; this only says why.
        this.lowerHand();
        this.onNews('handLowered');
    }
  }
}

function read(payload: Uint8Array): { type: string | null; by: string | null } {
  try {
    const { type, by } = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return { type: text(type), by: text(by) };
  } catch {
    // From a newer server, or no JSON at all: not for us.
    return { type: null, by: null };
  }
}
