import { liveEventsPath } from '../../api/admin';
import type { LiveServer } from '../../api/admin';
import { Store } from '../../store/store';

export type Feed = {
  state: 'connecting' | 'live' | 'unreachable' | 'lost';
  /** The newest picture; an old one while the state is not `live`. */
  server: LiveServer | null;
};

/** What the server tells every two seconds. The browser comes back by itself when the line breaks. */
export class LiveFeed {
  readonly feed = new Store<Feed>({ state: 'connecting', server: null });
  private source: EventSource | null = null;
  private asked = '';
  private readonly onSignedOut: () => void;

  constructor(onSignedOut: () => void) {
    this.onSignedOut = onSignedOut;
  }

  /** Asks for the people of a meeting, and for meetings that match. */
  watch(meetingId: string | null, query: string): void {
    const path = liveEventsPath(meetingId, query);
    if (path === this.asked) return;
    this.stop();
    this.asked = path;
    const source = new EventSource(path);
    this.source = source;
    source.addEventListener('live', (event: MessageEvent<string>) =>
      this.feed.set({ state: 'live', server: JSON.parse(event.data) as LiveServer }),
    );
    source.addEventListener('unreachable', () => this.feed.patch({ state: 'unreachable' }));
    source.addEventListener('signed_out', () => this.end());
    source.addEventListener('error', () => {
      // A refusal is final, a broken line is not.
      if (source.readyState === EventSource.CLOSED) this.end();
      else this.feed.patch({ state: 'lost' });
    });
  }

  stop(): void {
    this.source?.close();
    this.source = null;
    this.asked = '';
  }

  private end(): void {
    this.stop();
    this.onSignedOut();
  }
}
