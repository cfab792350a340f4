import { ParticipantEvent, RoomEvent } from 'livekit-client';
import type { Room } from 'livekit-client';
import { Store } from '../../store/store';
import { roleOf } from '../people/participantMedia';
import type { Role } from '../people/participantMedia';

/** Whether the own person is host or co-host; it can change during the meeting. */
export class OwnRole extends Store<Role | null> {
  private readonly room: Room;

  constructor(room: Room, atJoin: Role | null) {
    super(atJoin);
    this.room = room;
  }

  watch(): () => void {
    const { localParticipant } = this.room;
    const refresh = () => this.set(roleOf(localParticipant));
    localParticipant.on(ParticipantEvent.AttributesChanged, refresh);
    this.room.on(RoomEvent.Connected, refresh).on(RoomEvent.Reconnected, refresh);
    return () => {
      localParticipant.off(ParticipantEvent.AttributesChanged, refresh);
      this.room.off(RoomEvent.Connected, refresh).off(RoomEvent.Reconnected, refresh);
    };
  }
}
