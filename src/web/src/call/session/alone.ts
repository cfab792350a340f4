import { ConnectionState, RoomEvent } from 'livekit-client';
import type { Room } from 'livekit-client';
import { Store } from '../../store/store';

/** Forgotten tabs keep a camera on: after so long alone we ask. */
const askAfterMs = 15 * 60_000;
const answerWithinS = 120;

export type AloneState = {
  isAlone: boolean;
  /** Seconds left to say that one is still there; null while nobody asks. */
  secondsLeft: number | null;
};

/** Notices that nobody else is there, asks after a long time, and gives up when nobody answers. */
export class Alone {
  readonly state = new Store<AloneState>({ isAlone: false, secondsLeft: null });
  private readonly room: Room;
  private readonly onGiveUp: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room, onGiveUp: () => void) {
    this.room = room;
    this.onGiveUp = onGiveUp;
  }

  watch(): () => void {
    const onChange = () => this.refresh();
    const events = [
      RoomEvent.Connected,
      RoomEvent.Reconnected,
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
    ] as const;
    for (const event of events) this.room.on(event, onChange);
    this.refresh();
    return () => {
      clearTimeout(this.timer);
      for (const event of events) this.room.off(event, onChange);
    };
  }

  stay(): void {
    this.restart(this.state.get().isAlone);
  }

  private refresh(): void {
    const isAlone = this.room.state === ConnectionState.Connected && this.room.remoteParticipants.size === 0;
    if (isAlone !== this.state.get().isAlone) this.restart(isAlone);
  }

  private restart(isAlone: boolean): void {
    clearTimeout(this.timer);
    this.state.set({ isAlone, secondsLeft: null });
    if (isAlone) this.timer = setTimeout(() => this.count(answerWithinS), askAfterMs);
  }

  private count(secondsLeft: number): void {
    if (secondsLeft === 0) {
      this.onGiveUp();
      return;
    }
    this.state.patch({ secondsLeft });
    this.timer = setTimeout(() => this.count(secondsLeft - 1), 1_000);
  }
}
