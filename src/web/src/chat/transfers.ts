import type { ByteStreamHandler } from 'livekit-client';
import { Store } from '../store/store';
import type { Chat } from './chat';
import { isPicture, safeFileName } from './fileName';
import type { Message, SharedFile } from './message';
import { idAttribute, idOf, newId, privateAttribute } from './wire';

/** Small enough that progress moves and a cancel is heard, large enough that a slice costs nothing. */
const sliceBytes = 64 * 1024;

/** The received files that are held, in sizes of the largest allowed one; the oldest go first. */
const mostHeld = 8;

export type Refusal = 'tooLarge' | 'empty';

/** Files from browser to browser, as byte streams over the media server. Nothing is kept there. */
export class Transfers {
  /** Chosen, dropped or pasted, and sent with the next message. */
  readonly staged = new Store<readonly File[]>([]);
  /** Why the last choice was not taken. */
  readonly refused = new Store<Refusal | null>(null);
  private readonly chat: Chat;
  /** Files on their way that the person may stop. */
  private readonly cancelled = new Set<string>();
  private readonly urls = new Map<string, { url: string; size: number }>();

  constructor(chat: Chat, staged: readonly File[] = []) {
    this.chat = chat;
    this.staged.set(staged);
  }

  get maxBytes(): number {
    return this.chat.rules.max_file_bytes;
  }

  watch(): () => void {
    const { room, topic } = this.chat;
    const onBytes: ByteStreamHandler = (reader, { identity }) => void this.receive(reader, identity);
    room.registerByteStreamHandler(topic, onBytes);
    return () => {
      room.unregisterByteStreamHandler(topic);
      for (const { url } of this.urls.values()) URL.revokeObjectURL(url);
      this.urls.clear();
    };
  }

  /** Puts files beside the message being written; `refused` says why one of them cannot be. */
  stage(files: readonly File[]): void {
    const refused = files.map((file) => this.check(file));
    const fit = files.filter((_file, index) => refused[index] === null);
    if (fit.length > 0) this.staged.set([...this.staged.get(), ...fit]);
    this.refused.set(refused.find((refusal) => refusal !== null) ?? null);
  }

  unstage(file: File): void {
    this.staged.set(this.staged.get().filter((other) => other !== file));
  }

  sendStaged(): boolean {
    const files = this.staged.get();
    this.staged.set([]);
    this.refused.set(null);
    for (const file of files) this.send(file);
    return files.length > 0;
  }

  /** Begins to send; why not, when it cannot be sent. */
  send(file: File): Refusal | null {
    const refusal = this.check(file);
    if (refusal) return refusal;
    const name = safeFileName(file.name);
    const mimeType = file.type || 'application/octet-stream';
    const id = newId();
    const message = this.message({
      id,
      isOwn: true,
      sender: this.chat.self(),
      privateTo: this.chat.recipient.get(),
      state: 'sending',
      file: {
        name,
        mimeType,
        size: file.size,
        state: 'moving',
        progress: 0,
        url: this.hold(id, file, mimeType),
      },
    });
    this.chat.add([message]);
    void this.transmit(message, file);
    return null;
  }

  cancel(id: string): void {
    this.cancelled.add(id);
    this.setFile(id, { state: 'cancelled' });
  }

  private check(file: File): Refusal | null {
    if (file.size > this.maxBytes) return 'tooLarge';
    return file.size === 0 ? 'empty' : null;
  }

  private async transmit({ id, privateTo }: Message, file: File): Promise<void> {
    try {
      const writer = await this.chat.room.localParticipant.streamBytes({
        topic: this.chat.topic,
        ...{ name: safeFileName(file.name), mimeType: file.type || 'application/octet-stream' },
        totalSize: file.size,
        attributes: { [idAttribute]: id, ...(privateTo && { [privateAttribute]: 'true' }) },
        ...(privateTo && { destinationIdentities: [privateTo.identity] }),
      });
      for (let start = 0; start < file.size && !this.cancelled.has(id); start += sliceBytes) {
        await writer.write(new Uint8Array(await file.slice(start, start + sliceBytes).arrayBuffer()));
        this.setFile(id, { progress: Math.min(1, (start + sliceBytes) / file.size) });
      }
      // A stream that ends before its size is reached is what "cancelled" looks like to receivers.
      await writer.close();
      if (this.cancelled.has(id)) return;
      this.setFile(id, { state: 'done', progress: 1 });
      this.chat.change(id, { state: 'sent' });
    } catch {
      // The card shows it; the file is still on the sender's disk.
      this.setFile(id, { state: 'failed' });
      this.chat.change(id, { state: 'failed' });
    }
  }

  private async receive(reader: Parameters<ByteStreamHandler>[0], identity: string): Promise<void> {
    const { info } = reader;
    const id = idOf(info);
    if (this.chat.messages.get().some((message) => message.id === id)) {
      await drain(reader);
      return;
    }
    const isTooLarge = info.size === undefined || info.size > this.maxBytes;
    const isPrivate = info.attributes?.[privateAttribute] === 'true';
    this.chat.take(
      this.message({
        id,
        isOwn: false,
        sender: this.chat.personOf(identity),
        privateTo: isPrivate ? this.chat.self() : null,
        state: 'sent',
        file: {
          name: safeFileName(info.name),
          mimeType: info.mimeType,
          size: info.size ?? 0,
          state: isTooLarge ? 'tooLarge' : 'moving',
          progress: 0,
          url: null,
        },
      }),
    );
    await this.collect(reader, id, isTooLarge ? 0 : (info.size ?? 0));
  }

  /** Reads to the end in any case: what nobody reads would pile up. */
  private async collect(reader: Parameters<ByteStreamHandler>[0], id: string, size: number): Promise<void> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let received = 0;
    try {
      for await (const part of reader) {
        received += part.byteLength;
        if (received > size || this.cancelled.has(id)) parts.length = 0;
        else parts.push(part as Uint8Array<ArrayBuffer>);
        if (size > 0) this.setFile(id, { progress: Math.min(1, received / size) });
      }
    } catch {
      // The sender stopped or went away: below, as with everything that is not complete.
      received = -1;
    }
    const state = this.chat.messages.get().find((message) => message.id === id)?.file?.state;
    if (size === 0 || state !== 'moving') return;
    if (received !== size) {
      this.setFile(id, { state: 'failed' });
      return;
    }
    const mimeType = this.chat.messages.get().find((message) => message.id === id)?.file?.mimeType ?? '';
    this.setFile(id, { state: 'done', progress: 1, url: this.hold(id, new Blob(parts), mimeType) });
  }

  /** Only pictures keep their type: nothing else is ever opened as what its sender says it is. */
  private hold(id: string, blob: Blob, mimeType: string): string {
    const type = isPicture(mimeType) ? mimeType : 'application/octet-stream';
    const url = URL.createObjectURL(blob.slice(0, blob.size, type));
    this.urls.set(id, { url, size: blob.size });
    let held = [...this.urls.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { url: old, size }] of this.urls) {
      if (held <= mostHeld * this.maxBytes || oldest === id) break;
      URL.revokeObjectURL(old);
      this.urls.delete(oldest);
      this.setFile(oldest, { url: null });
      held -= size;
    }
    return url;
  }

  private message(fields: Omit<Message, 'text' | 'sentAt'>): Message {
    return { ...fields, text: '', sentAt: Date.now() };
  }

  private setFile(id: string, fields: Partial<SharedFile>): void {
    const file = this.chat.messages.get().find((message) => message.id === id)?.file;
    if (file) this.chat.change(id, { file: { ...file, ...fields } });
  }
}

/** Reads what nobody wants: unread, it would pile up in the library. */
async function drain(reader: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = reader[Symbol.asyncIterator]();
  try {
    while (!(await parts.next()).done);
  } catch {
    // The sender stopped: nothing is left to read.
  }
}
