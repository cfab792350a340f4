import { RoomEvent } from 'livekit-client';
import type { Room } from 'livekit-client';
import type { WaitingRoomMode } from '../../api/meetingOptions';
import { Store } from '../../store/store';

/** What everybody inside may know of the meeting's options; the server keeps it in the room's metadata. */
export type MeetingRules = {
  isLocked: boolean;
  waitingRoom: WaitingRoomMode;
  /** Whom everybody sees large. */
  spotlight: string | null;
};

const noRules: MeetingRules = { isLocked: false, waitingRoom: 'off', spotlight: null };
const modes: readonly WaitingRoomMode[] = ['off', 'everyone', 'without_password'];

/** Other tools may write metadata of their own, or none. */
export function readRules(metadata: string | undefined): MeetingRules {
  try {
    const { treff } = JSON.parse(metadata || '{}') as { treff?: Record<string, unknown> };
    if (!treff) return noRules;
    return {
      isLocked: treff.locked === true,
      waitingRoom: modes.find((mode) => mode === treff.waiting_room) ?? 'off',
      spotlight: typeof treff.spotlight === 'string' ? treff.spotlight : null,
    };
  } catch {
    return noRules;
  }
}

export class Rules {
  readonly state: Store<MeetingRules>;
  /** Changes with any option, also with those that are not read here. */
  readonly raw: Store<string>;
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
    this.state = new Store(readRules(room.metadata));
    this.raw = new Store(room.metadata ?? '');
  }

  watch(): () => void {
    const refresh = () => {
      this.state.patch(readRules(this.room.metadata));
      this.raw.set(this.room.metadata ?? '');
    };
    const events = [RoomEvent.Connected, RoomEvent.Reconnected, RoomEvent.RoomMetadataChanged] as const;
    for (const event of events) this.room.on(event, refresh);
    refresh();
    return () => {
      for (const event of events) this.room.off(event, refresh);
    };
  }
}
