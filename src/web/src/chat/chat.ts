import { RoomEvent } from 'livekit-client';
import type { Room, TextStreamHandler } from 'livekit-client';
import type { ChatRules } from '../api/joinMeeting';
import { Store } from '../store/store';
import type { History } from './history';
import { lengthOf, mergeMessages } from './message';
import type { Message, Person } from './message';
import { idAttribute, idOf, newId, privateAttribute, topic } from './wire';

/** What a server allows that does not say. */
const defaultRules: ChatRules = { history: false, max_message_length: 2_000, max_file_bytes: 0 };

/** What outlives a connection that broke off. */
export type ChatKept = {
  messages: readonly Message[];
  draft: string;
  recipient: Person | null;
  /** Each time one joins one is somebody new for the server. */
  ownIdentities: readonly string[];
};

/** Whoever has no name. */
export type Names = { own: string; guest: () => string };

/** Everything written in a meeting: sent and received over text streams, completed from what the server kept. */
export class Chat {
  readonly messages = new Store<readonly Message[]>([]);
  readonly unread = new Store(0);
  /** The newest message of somebody else that came live; for telling those who cannot see it. */
  readonly latest = new Store<Message | null>(null);
  /** Who gets the next message; null is everybody. */
  readonly recipient = new Store<Person | null>(null);
  /** What is being typed; it survives closing the panel. */
  readonly draft = new Store('');
  readonly rules: ChatRules;
  /** Of messages and files; only who knows it is heard. */
  readonly topic: string;
  readonly isEncrypted: boolean;
  readonly room: Room;
  private readonly names: Names;
  private readonly history: History | null;
  private readonly ownIdentities: readonly string[];
  private isShown = false;
  /** What the server has kept from here on is news. */
  private isCaughtUp: boolean;

  constructor(
    room: Room,
    names: Names,
    history: History | null = null,
    rules = defaultRules,
    kept: ChatKept | null = null,
    secretTopic?: string,
  ) {
    this.room = room;
    this.names = names;
    this.history = history;
    this.rules = rules;
    this.isEncrypted = secretTopic !== undefined;
    this.topic = secretTopic === undefined ? topic : `${topic}.${secretTopic}`;
    this.ownIdentities = kept?.ownIdentities ?? [];
    this.isCaughtUp = kept !== null;
    if (!kept) return;
    this.messages.set(kept.messages);
    this.draft.set(kept.draft);
    this.recipient.set(kept.recipient);
  }

  /** For the chat of the next connection. What was on its way is not known to have arrived. */
  keep(): ChatKept {
    return {
      messages: this.messages.get().map((message) => ({
        ...message,
        state: message.state === 'sending' ? 'failed' : message.state,
        file: message.file && {
          ...message.file,
          state: message.file.state === 'moving' ? 'failed' : message.file.state,
          url: null,
        },
      })),
      draft: this.draft.get(),
      recipient: this.recipient.get(),
      ownIdentities: [...this.ownIdentities, this.room.localParticipant.identity],
    };
  }

  watch(): () => void {
    const onText: TextStreamHandler = (reader, { identity }) => void this.receive(reader, identity);
    const onConnected = () => void this.loadHistory();
    this.room.registerTextStreamHandler(this.topic, onText);
    this.room.on(RoomEvent.Connected, onConnected).on(RoomEvent.Reconnected, onConnected);
    return () => {
      this.room.unregisterTextStreamHandler(this.topic);
      this.room.off(RoomEvent.Connected, onConnected).off(RoomEvent.Reconnected, onConnected);
      this.history?.stop();
    };
  }

  /** Whether the person is looking at the messages: then none is unread. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    if (isShown) this.unread.set(0);
  }

  /** False when there is nothing to send or too much of it. */
  send(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === '' || lengthOf(trimmed) > this.rules.max_message_length) return false;
    const message: Message = {
      id: newId(),
      sender: this.self(),
      isOwn: true,
      text: trimmed,
      sentAt: Date.now(),
      privateTo: this.recipient.get(),
      state: 'sending',
      file: null,
    };
    this.add([message]);
    void this.transmit(message);
    return true;
  }

  retry(id: string): void {
    const message = this.messages.get().find((each) => each.id === id);
    if (message?.state !== 'failed' || message.file) return;
    // Who has come back is somebody new: nobody would get it, and nobody else shall.
    if (message.privateTo && !this.room.remoteParticipants.has(message.privateTo.identity)) return;
    this.change(id, { state: 'sending' });
    void this.transmit(message);
  }

  add(messages: readonly Message[]): void {
    this.messages.set(mergeMessages(this.messages.get(), messages));
  }

  change(id: string, fields: Partial<Message>): void {
    this.messages.set(this.messages.get().map((each) => (each.id === id ? { ...each, ...fields } : each)));
  }

  /** A message of somebody else that came just now. */
  take(message: Message): void {
    const before = this.messages.get();
    this.add([message]);
    if (this.messages.get() === before) return;
    if (!this.isShown) this.unread.set(this.unread.get() + 1);
    this.latest.set(message);
  }

  self(): Person {
    return { identity: this.room.localParticipant.identity, name: this.names.own };
  }

  personOf(identity: string): Person {
    const name = this.room.remoteParticipants.get(identity)?.name;
    return { identity, name: name || this.names.guest() };
  }

  private async transmit({ id, text, privateTo }: Message): Promise<void> {
    try {
      await this.room.localParticipant.sendText(text, {
        topic: this.topic,
        // The library chooses the id of the stream; ours stays the same when sending is tried again.
        attributes: { [idAttribute]: id, ...(privateTo && { [privateAttribute]: 'true' }) },
        ...(privateTo && { destinationIdentities: [privateTo.identity] }),
      });
    } catch {
      // The message itself shows that it was not sent, with a button to try again.
      this.change(id, { state: 'failed' });
      return;
    }
    this.change(id, { state: 'sent' });
    if (!privateTo) this.history?.keep({ id, text });
  }

  private async receive(reader: Parameters<TextStreamHandler>[0], identity: string): Promise<void> {
    let text = '';
    try {
      for await (const part of reader)
        // Whoever sends more than is allowed is read no further; the stream is emptied all the same.
        if (text.length <= this.rules.max_message_length) text += part;
    } catch {
      // The sender went away in the middle; half a message would be misread.
      return;
    }
    text = [...text].slice(0, this.rules.max_message_length).join('').trim();
    if (text === '') return;
    const { attributes } = reader.info;
    this.take({
      id: idOf(reader.info),
      sender: this.personOf(identity),
      isOwn: false,
      text,
      sentAt: Date.now(),
      privateTo: attributes?.[privateAttribute] === 'true' ? this.self() : null,
      state: 'sent',
      file: null,
    });
  }

  private async loadHistory(): Promise<void> {
    const kept = (await this.history?.read()) ?? [];
    const own = [...this.ownIdentities, this.room.localParticipant.identity];
    const messages = kept.map(({ id, sender, text, sentAt }): Message => ({
      ...{ id, sender, text, sentAt, isOwn: own.includes(sender.identity) },
      ...{ privateTo: null, state: 'sent', file: null },
    }));
    if (this.isCaughtUp) this.catchUp(messages);
    else this.add(messages);
    this.isCaughtUp = true;
  }

  /** Written while this connection was broken: one has not read it, but is told once. */
  private catchUp(messages: readonly Message[]): void {
    const known = new Set(this.messages.get().map(({ id }) => id));
    const missed = messages.filter(({ id, isOwn }) => !isOwn && !known.has(id));
    this.add(messages);
    if (!this.isShown) this.unread.set(this.unread.get() + missed.length);
    const last = missed.at(-1);
    if (last) this.latest.set(last);
  }
}
