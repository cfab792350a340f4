import { ExternalE2EEKeyProvider, RoomEvent, isLocalParticipant } from 'livekit-client';
import type { E2EEOptions, Participant, RemoteParticipant, Room, TrackPublication } from 'livekit-client';
import E2EEWorker from 'livekit-client/e2ee-worker?worker';
import { bytesOf } from '../../encryption/key';
import type { Secrets } from '../../encryption/secrets';
import { Store } from '../../store/store';
import { decodedSoFar } from './decoded';

/** Why somebody is neither seen nor heard: another key than ours, or no encryption at all, which anybody on the way could have made up. */
export type EncryptionTrouble = 'otherKey' | 'unencrypted';

export type EncryptionState = {
  /** By identity. */
  troubles: ReadonlyMap<string, EncryptionTrouble>;
  /** Everybody who sends something has another key: then it may well be ours that is wrong. */
  isEverybody: boolean;
};

export const noTrouble: EncryptionState = { troubles: new Map(), isEverybody: false };

/** An error is told once and then kept back by the library: whether it has passed shows in what is decoded since. */
const checkMs = 2_000;
const decodedAgain = 10;

/** End-to-end encryption of one stay in a meeting: the worker that does it, and whom one cannot read. */
export class CallEncryption {
  readonly secrets: Secrets;
  readonly state = new Store<EncryptionState>(noTrouble);
  private readonly worker: Worker;
  private readonly keys = new ExternalE2EEKeyProvider({ keySize: 256 });
  /** Who sent something that did not fit our key, with what of theirs had been decoded then. */
  private readonly unread = new Map<string, number>();

  constructor(secrets: Secrets, worker: Worker = new E2EEWorker()) {
    this.secrets = secrets;
    this.worker = worker;
  }

  /** For the room: media and data. */
  get options(): E2EEOptions {
    return { keyProvider: this.keys, worker: this.worker };
  }

  /** Before anything is published. */
  async prepare(room: Room): Promise<void> {
    const bytes = bytesOf(this.secrets.key);
    if (!bytes) throw new TypeError('not a key');
    await this.keys.setKey(bytes.buffer);
    await room.setE2EEEnabled(true);
  }

  watch(room: Room): () => void {
    const onError = (error: Error | undefined, participant?: Participant) => {
      if (participant && !isLocalParticipant(participant) && isAboutKey(error)) this.note(room, participant);
    };
    const onTracks = () => this.refresh(room);
    const onGone = ({ identity }: Participant) => {
      this.unread.delete(identity);
      this.refresh(room);
    };
    const onSubscribed = (_track: unknown, publication: TrackPublication) => {
      if (!publication.isEncrypted) this.refresh(room);
    };
    room
      .on(RoomEvent.EncryptionError, onError)
      .on(RoomEvent.Connected, onTracks)
      .on(RoomEvent.TrackPublished, onTracks)
      .on(RoomEvent.TrackUnpublished, onTracks)
      .on(RoomEvent.TrackSubscribed, onSubscribed)
      .on(RoomEvent.ParticipantDisconnected, onGone);
    const timer = setInterval(() => void this.recheck(room), checkMs);
    this.refresh(room);
    return () => {
      clearInterval(timer);
      room
        .off(RoomEvent.EncryptionError, onError)
        .off(RoomEvent.Connected, onTracks)
        .off(RoomEvent.TrackPublished, onTracks)
        .off(RoomEvent.TrackUnpublished, onTracks)
        .off(RoomEvent.TrackSubscribed, onSubscribed)
        .off(RoomEvent.ParticipantDisconnected, onGone);
    };
  }

  /** Nothing is sent or shown after this. */
  stop(): void {
    this.worker.terminate();
  }

  private note(room: Room, participant: Participant): void {
    void decodedSoFar(participant).then((decoded) => {
      if (!room.remoteParticipants.has(participant.identity)) return;
      this.unread.set(participant.identity, decoded);
      this.refresh(room);
    });
  }

  private async recheck(room: Room): Promise<void> {
    for (const [identity, before] of this.unread) {
      const participant = room.remoteParticipants.get(identity);
      if (participant && (await decodedSoFar(participant)) > before + decodedAgain)
        this.unread.delete(identity);
    }
    this.refresh(room);
  }

  private refresh(room: Room): void {
    const people = [...room.remoteParticipants.values()];
    const troubles = new Map<string, EncryptionTrouble>();
    for (const person of people) {
      if (this.unread.has(person.identity)) troubles.set(person.identity, 'otherKey');
      else if (refuseClear(person)) troubles.set(person.identity, 'unencrypted');
    }
    const senders = people.filter(isSendingEncrypted);
    const isEverybody = senders.length > 0 && senders.every(({ identity }) => this.unread.has(identity));
    const before = this.state.get();
    if (isEverybody !== before.isEverybody || !isSameMap(troubles, before.troubles))
      this.state.set({ troubles, isEverybody });
  }
}

/** The library tells kinds of errors apart by the beginning of their text only. */
const isAboutKey = (error: Error | undefined) => /^(InvalidKey|MissingKey)/.test(error?.message ?? '');

const isSendingEncrypted = (person: RemoteParticipant) =>
  [...person.trackPublications.values()].some(({ isEncrypted }) => isEncrypted);

/** Takes no clear sound or picture from somebody; whether there was any. */
function refuseClear(person: RemoteParticipant): boolean {
  const clear = [...person.trackPublications.values()].filter(({ isEncrypted }) => !isEncrypted);
  for (const publication of clear) if (publication.isDesired) publication.setSubscribed(false);
  return clear.length > 0;
}

const isSameMap = (a: EncryptionState['troubles'], b: EncryptionState['troubles']) =>
  a.size === b.size && [...a].every(([identity, trouble]) => b.get(identity) === trouble);
