import { ParticipantEvent, RoomEvent, Track } from 'livekit-client';
import type { Participant, Room } from 'livekit-client';
import { Store } from '../../store/store';

/** What the own person may do in this meeting; hosts can take it away and give it back at any time. */
export type OwnRights = { microphone: boolean; camera: boolean; share: boolean; chat: boolean };
export type OwnRight = keyof OwnRights;
export const ownRights: readonly OwnRight[] = ['microphone', 'camera', 'share', 'chat'];

const sources = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  share: Track.Source.ScreenShare,
} as const;

type WithPermissions = Pick<Participant, 'permissions'>;

/** Until the server has said anything, everything is allowed: it would refuse by itself. */
export function mayPublish({ permissions }: WithPermissions, what: Exclude<OwnRight, 'chat'>): boolean {
  if (!permissions) return true;
  const { canPublish, canPublishSources: allowed } = permissions;
  // An empty list means every source.
  return canPublish && (allowed.length === 0 || allowed.includes(Track.sourceToProto(sources[what])));
}

export function readRights(participant: WithPermissions): OwnRights {
  return {
    microphone: mayPublish(participant, 'microphone'),
    camera: mayPublish(participant, 'camera'),
    share: mayPublish(participant, 'share'),
    chat: participant.permissions?.canPublishData ?? true,
  };
}

/** The own rights as they are now. */
export class Rights {
  readonly state: Store<OwnRights>;
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
    this.state = new Store(readRights(room.localParticipant));
  }

  watch(): () => void {
    const { localParticipant } = this.room;
    const refresh = () => this.state.patch(readRights(localParticipant));
    localParticipant.on(ParticipantEvent.ParticipantPermissionsChanged, refresh);
    this.room.on(RoomEvent.Connected, refresh).on(RoomEvent.Reconnected, refresh);
    refresh();
    return () => {
      localParticipant.off(ParticipantEvent.ParticipantPermissionsChanged, refresh);
      this.room.off(RoomEvent.Connected, refresh).off(RoomEvent.Reconnected, refresh);
    };
  }
}
