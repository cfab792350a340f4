import { RoomEvent, Track } from 'livekit-client';
import type { Participant, Room } from 'livekit-client';
import { Store } from '../../store/store';
import type { TileInfo } from '../stage/arrange';
import { bringForward, nextSpeaker, updateOrder } from '../stage/order';

export type StageTile = TileInfo & { participant: Participant };

/** The own tile has its name before the server has given us an identity. */
const ownTile = 'own';

export function cameraTile(participant: Pick<Participant, 'isLocal' | 'identity'>): string {
  return participant.isLocal ? ownTile : `camera:${participant.identity}`;
}

const events = [
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.LocalTrackPublished,
] as const;

/** Who is there, and in which order they stand on the stage. Its stores change only when that does. */
export class Roster {
  /** Oneself first, then the others as they came. */
  readonly people = new Store<readonly Participant[]>([]);
  readonly tiles = new Store<readonly StageTile[]>([]);
  /** The tile of who speaks or spoke last; never one's own. */
  readonly speaker = new Store<string | null>(null);
  private readonly room: Room;
  private readonly now: () => number;
  private order: readonly string[] = [];
  private visible = Infinity;
  private pinned: string | null = null;
  private speaking: readonly string[] = [];
  private readonly lastSpoke = new Map<string, number>();
  private readonly upright = new Map<string, boolean>();
  private isDirty = false;

  constructor(room: Room, now: () => number = () => performance.now()) {
    this.room = room;
    this.now = now;
    this.refresh();
  }

  watch(): () => void {
    // A full meeting arrives as hundreds of events at once: they are one change.
    const onChange = () => {
      if (this.isDirty) return;
      this.isDirty = true;
      queueMicrotask(() => {
        this.isDirty = false;
        this.refresh();
      });
    };
    const onSpeakers = (speakers: Participant[]) => this.handleSpeakers(speakers);
    for (const event of events) this.room.on(event, onChange);
    this.room.on(RoomEvent.ActiveSpeakersChanged, onSpeakers);
    this.refresh();
    return () => {
      for (const event of events) this.room.off(event, onChange);
      this.room.off(RoomEvent.ActiveSpeakersChanged, onSpeakers);
    };
  }

  /** How many tiles the first page holds, and who must not leave it. */
  setView(visible: number, pinned: string | null): void {
    this.visible = visible;
    this.pinned = pinned;
  }

  /** Pictures tell their shape when they arrive; a phone that is turned tells it again. */
  setShape(id: string, isUpright: boolean): void {
    if (this.upright.get(id) === isUpright) return;
    this.upright.set(id, isUpright);
    this.refresh();
  }

  private handleSpeakers(speakers: readonly Participant[]): void {
    const now = this.now();
    const ids = speakers.filter(({ isLocal }) => !isLocal).map(cameraTile);
    for (const id of [...this.speaking, ...ids]) this.lastSpoke.set(id, now);
    this.speaking = ids;
    this.speaker.set(nextSpeaker(this.speaker.get(), ids));
    const held = new Set([ownTile, ...ids, ...(this.pinned ? [this.pinned] : [])]);
    const before = this.order;
    for (const id of ids) {
      if (!this.order.includes(id)) continue;
      this.order = bringForward(this.order, id, this.visible, { lastSpoke: this.lastSpoke, held });
    }
    if (this.order !== before) this.publish();
  }

  private refresh(): void {
    const others = [...this.room.remoteParticipants.values()];
    const people = [this.room.localParticipant, ...others.sort(byArrival)];
    if (!isSameList(people, this.people.get())) this.people.set(people);
    this.order = updateOrder(
      this.order,
      people.map((person) => cameraTile(person)),
    );
    const speaker = this.speaker.get();
    if (speaker !== null && !this.order.includes(speaker)) this.speaker.set(null);
    this.publish();
  }

  private publish(): void {
    const byId = new Map(this.people.get().map((person) => [cameraTile(person), person]));
    const cameras = this.order.flatMap((id) => {
      const participant = byId.get(id);
      return participant ? [this.tile(id, 'camera', participant)] : [];
    });
    const screens = this.people.get().flatMap((participant) => {
      // One's own screen is on the screen already: showing it would make a hall of mirrors.
      const publication = participant.getTrackPublication(Track.Source.ScreenShare);
      return publication && !participant.isLocal
        ? [
            {
              tile: this.tile(`screen:${participant.identity}`, 'screen', participant),
              sid: publication.trackSid,
            },
          ]
        : [];
    });
    const tiles = [...cameras, ...this.byStart(screens)];
    if (!isSameList(tiles, this.tiles.get())) this.tiles.set(tiles);
  }

  private startedAt = new Map<string, number>();

  /** Screens in the order in which they were shared, as far as we saw it. */
  private byStart(screens: { tile: StageTile; sid: string }[]): StageTile[] {
    const seen = new Map(screens.map(({ sid }) => [sid, this.startedAt.get(sid) ?? this.now()]));
    this.startedAt = seen;
    return [...screens].sort((a, b) => seen.get(a.sid)! - seen.get(b.sid)!).map(({ tile }) => tile);
  }

  /** The same object as before when nothing about it changed. */
  private tile(id: string, kind: StageTile['kind'], participant: Participant): StageTile {
    const isUpright = kind === 'camera' && this.isUpright(id, participant);
    const before = this.tiles.get().find((tile) => tile.id === id);
    if (before?.participant === participant && before.isUpright === isUpright) return before;
    return { id, kind, participant, isLocal: participant.isLocal, isUpright };
  }

  private isUpright(id: string, participant: Participant): boolean {
    const seen = this.upright.get(id);
    if (seen !== undefined) return seen;
    const dimensions = participant.getTrackPublication(Track.Source.Camera)?.dimensions;
    return dimensions !== undefined && dimensions.height > dimensions.width;
  }
}

function byArrival(a: Participant, b: Participant): number {
  const time = (participant: Participant) => participant.joinedAt?.getTime() ?? 0;
  return time(a) - time(b) || a.identity.localeCompare(b.identity);
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
