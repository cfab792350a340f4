import type { Participant, Room } from 'livekit-client';

type Handler = (...values: unknown[]) => void;

/** Listeners as livekit-client has them; for tests. */
export class Emitter {
  private readonly handlers = new Map<string, Handler[]>();

  on(event: string, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.handlers.set(
      event,
      (this.handlers.get(event) ?? []).filter((other) => other !== handler),
    );
    return this;
  }

  emit(event: string, ...values: unknown[]): void {
    for (const handler of this.handlers.get(event) ?? []) handler(...values);
  }
}

export class FakePerson extends Emitter {
  readonly isLocal: boolean;
  readonly identity: string;
  readonly name: string;
  joinedAt: Date;
  attributes: Record<string, string> = {};
  publications: Record<string, unknown> = {};
  readonly audioTrackPublications = new Map<string, unknown>();
  readonly trackPublications = new Map<string, unknown>();
  readonly videoTrackPublications = new Map<string, unknown>();
  readonly sent: { text: string; topic: string | undefined }[] = [];

  constructor(identity: string, joinedAtSeconds: number, isLocal = false) {
    super();
    this.identity = identity;
    this.name = identity.toUpperCase();
    this.joinedAt = new Date(joinedAtSeconds * 1000);
    this.isLocal = isLocal;
  }

  getTrackPublication = (source: string) => this.publications[source];

  setAttributes = (attributes: Record<string, string>) => {
    this.attributes = { ...this.attributes, ...attributes };
    return Promise.resolve();
  };

  publishData = (payload: Uint8Array, options: { topic?: string }) => {
    this.sent.push({ text: new TextDecoder().decode(payload), topic: options.topic });
    return Promise.resolve();
  };

  get asParticipant(): Participant {
    return this as unknown as Participant;
  }
}

/** As much of a room as the state of a call listens to. */
export class FakeRoom extends Emitter {
  state = 'connected';
  metadata: string | undefined;
  readonly localParticipant = new FakePerson('me', 0, true);
  readonly remoteParticipants = new Map<string, FakePerson>();

  add(identity: string, joinedAtSeconds: number): FakePerson {
    const person = new FakePerson(identity, joinedAtSeconds);
    this.remoteParticipants.set(identity, person);
    this.emit('participantConnected', person);
    return person;
  }

  remove(identity: string): void {
    const person = this.remoteParticipants.get(identity);
    this.remoteParticipants.delete(identity);
    this.emit('participantDisconnected', person);
  }

  speak(...identities: string[]): void {
    const people = identities.map(
      (identity) => this.remoteParticipants.get(identity) ?? this.localParticipant,
    );
    this.emit('activeSpeakersChanged', people);
  }

  registerTextStreamHandler = () => undefined;
  registerByteStreamHandler = () => undefined;
  unregisterTextStreamHandler = () => undefined;
  unregisterByteStreamHandler = () => undefined;

  get asRoom(): Room {
    return this as unknown as Room;
  }
}
