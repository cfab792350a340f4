import { ParticipantEvent, RoomEvent } from 'livekit-client';
import type { Participant, Room } from 'livekit-client';
import { Store } from '../../store/store';

/** The attribute that says since when a hand is up: an ISO 8601 time. Newcomers get it from the server. */
export const handAttribute = 'handRaisedAt';

/** How long somebody speaks before the hand counts as answered; a cough is shorter. */
const answeredAfterMs = 1_500;

type WithAttributes = Pick<Participant, 'identity' | 'attributes'>;

/** Since when the hand is up, or null. Other people's clients can write anything here. */
export function raisedAt(participant: WithAttributes): number | null {
  const text = participant.attributes[handAttribute];
  const time = text ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}

/** Whose hand is up, in the order in which they were raised. */
export function queueOf(people: readonly WithAttributes[]): string[] {
  return people
    .map(({ identity, attributes }) => ({ identity, time: raisedAt({ identity, attributes }) }))
    .filter((hand): hand is { identity: string; time: number } => hand.time !== null)
    .sort((a, b) => a.time - b.time || a.identity.localeCompare(b.identity))
    .map(({ identity }) => identity);
}

export type OwnHand = {
  isRaised: boolean;
  /** Lowered because the person spoke; "keep raised" puts it back in its old place. */
  loweredFrom: string | null;
};

/** Raised hands of everybody, and the own one, which lowers itself when one gets to speak. */
export class Hands {
  readonly queue = new Store<readonly string[]>([]);
  readonly own = new Store<OwnHand>({ isRaised: false, loweredFrom: null });
  private readonly room: Room;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The person said to keep it raised for as long as this hand is up. */
  private isKept = false;

  constructor(room: Room) {
    this.room = room;
  }

  watch(): () => void {
    const { localParticipant } = this.room;
    const onChange = () => this.refresh();
    const onSpeaking = (isSpeaking: boolean) => this.handleSpeaking(isSpeaking);
    const events = [
      RoomEvent.ParticipantAttributesChanged,
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.Connected,
      RoomEvent.Reconnected,
    ] as const;
    for (const event of events) this.room.on(event, onChange);
    localParticipant.on(ParticipantEvent.IsSpeakingChanged, onSpeaking);
    this.refresh();
    return () => {
      clearTimeout(this.timer);
      for (const event of events) this.room.off(event, onChange);
      localParticipant.off(ParticipantEvent.IsSpeakingChanged, onSpeaking);
    };
  }

  async toggle(): Promise<void> {
    this.isKept = false;
    this.own.patch({ loweredFrom: null });
    await this.set(this.own.get().isRaised ? '' : new Date().toISOString());
  }

  /** Undoes the lowering, in the old place of the queue. */
  async keep(): Promise<void> {
    const { loweredFrom } = this.own.get();
    this.own.patch({ loweredFrom: null });
    if (loweredFrom === null) return;
    this.isKept = true;
    await this.set(loweredFrom);
  }

  /** A host has lowered it: there is nothing to keep up. */
  lowerByHost(): void {
    this.own.patch({ loweredFrom: null });
    if (raisedAt(this.room.localParticipant) !== null) this.set('').catch(console.warn);
  }

  dismiss(): void {
    this.own.patch({ loweredFrom: null });
  }

  private async set(value: string): Promise<void> {
    await this.room.localParticipant.setAttributes({ [handAttribute]: value });
    this.refresh();
  }

  private handleSpeaking(isSpeaking: boolean): void {
    clearTimeout(this.timer);
    if (!isSpeaking || !this.own.get().isRaised || this.isKept) return;
    this.timer = setTimeout(() => void this.lowerAfterSpeaking(), answeredAfterMs);
  }

  private async lowerAfterSpeaking(): Promise<void> {
    const loweredFrom = this.room.localParticipant.attributes[handAttribute] ?? null;
    if (!loweredFrom) return;
    await this.set('');
    this.own.patch({ loweredFrom });
  }

  private refresh(): void {
    const { localParticipant, remoteParticipants } = this.room;
    const next = queueOf([localParticipant, ...remoteParticipants.values()]);
    const before = this.queue.get();
    if (next.length !== before.length || next.some((identity, index) => identity !== before[index]))
      this.queue.set(next);
    this.own.patch({ isRaised: raisedAt(localParticipant) !== null });
  }
}
