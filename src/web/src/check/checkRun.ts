import { Store } from '../store/store';
import { capabilitiesOf, judgeBrowser } from './browserCheck';
import type { Capabilities } from './browserCheck';
import { checkCamera, checkMicrophone, judgeMissing, openDevices } from './deviceChecks';
import type { OpenedDevices } from './deviceChecks';
import type { Tickets } from './exchange';
import type { MediaOutcome } from './networkChecks';
import { checkIds, failed, fine, isOutcome, skipped, warning } from './outcome';
import type { CheckId, Outcome, Row } from './outcome';

export type CheckState = {
  phase: 'idle' | 'running' | 'done';
  rows: Record<CheckId, Row>;
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
};

/** The checks themselves; tests bring their own. */
export type Probes = {
  capabilities: () => Capabilities;
  openDevices: () => Promise<OpenedDevices>;
  checkCamera: (track: MediaStreamTrack, signal: AbortSignal) => Promise<Outcome>;
  checkMicrophone: (track: MediaStreamTrack, signal: AbortSignal) => Promise<Outcome>;
  /** Loads the media code, which is large. */
  network: () => Promise<NetworkProbes>;
};

export type NetworkProbes = {
  openTestMeeting: () => Promise<Tickets | Outcome>;
  checkSocket: (tickets: Tickets, signal: AbortSignal) => Promise<Outcome>;
  checkPath: (tickets: Tickets, path: 'udp' | 'tcp' | 'relay', signal: AbortSignal) => Promise<Outcome>;
  checkMedia: (
    tickets: Tickets,
    devices: readonly MediaStreamTrack[],
    signal: AbortSignal,
  ) => Promise<MediaOutcome>;
};

const realProbes: Probes = {
  capabilities: capabilitiesOf,
  openDevices: () => openDevices(navigator.mediaDevices),
  checkCamera,
  checkMicrophone,
  network: () => import('./networkChecks'),
};

const waitingRows = () =>
  Object.fromEntries(checkIds.map((id) => [id, { status: 'waiting' }])) as Record<CheckId, Row>;

/** One run through all checks, from the click on "Start" to the last row. */
export class CheckRun {
  readonly state = new Store<CheckState>({
    phase: 'idle',
    rows: waitingRows(),
    camera: null,
    microphone: null,
  });
  private readonly probes: Probes;
  private stop = new AbortController();

  constructor(probes: Probes = realProbes) {
    this.probes = probes;
  }

  async start(): Promise<void> {
    this.release();
    const { signal } = (this.stop = new AbortController());
    this.state.set({ phase: 'running', rows: waitingRows(), camera: null, microphone: null });
    const browser = judgeBrowser(this.probes.capabilities());
    this.setRow('browser', browser);
    if (browser.status === 'ok') {
      await this.checkDevices(signal);
      this.setRow('speakers', { status: 'asking' });
      await this.checkNetwork(signal);
    } else {
      for (const id of checkIds) if (id !== 'browser') this.setRow(id, skipped);
    }
    if (signal.aborted) return;
    this.closeDevices();
    this.state.patch({ phase: 'done' });
  }

  /** What the person heard of the test tone; null when the browser would not play it. */
  answerSpeakers(isHeard: boolean | null): void {
    if (isHeard === null) this.setRow('speakers', failed('speakersBlocked'));
    else this.setRow('speakers', isHeard ? fine('speakers') : warning('speakersUnheard'));
  }

  release(): void {
    this.stop.abort();
    this.closeDevices();
  }

  private async checkDevices(signal: AbortSignal): Promise<void> {
    this.setRow('camera', { status: 'running' });
    this.setRow('microphone', { status: 'running' });
    const devices = await this.probes.openDevices();
    const { camera, microphone } = devices;
    this.state.patch({
      camera: typeof camera === 'string' ? null : camera,
      microphone: typeof microphone === 'string' ? null : microphone,
    });
    // The page went away while the browser asked.
    if (signal.aborted) return this.closeDevices();
    await Promise.all([
      this.run('camera', signal, () =>
        typeof camera === 'string' ? judgeMissing('camera', camera) : this.probes.checkCamera(camera, signal),
      ),
      this.run('microphone', signal, () =>
        typeof microphone === 'string'
          ? judgeMissing('microphone', microphone)
          : this.probes.checkMicrophone(microphone, signal),
      ),
    ]);
  }

  private async checkNetwork(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.setRow('server', { status: 'running' });
    const network = await this.loadNetwork();
    const tickets = network ? await network.openTestMeeting() : failed('serverUnreachable');
    if (!network || 'status' in tickets) {
      if ('status' in tickets) this.setRow('server', tickets);
      return this.skipRest();
    }
    await this.run('server', signal, () => network.checkSocket(tickets, signal));
    if (this.state.get().rows.server.status === 'failed') return this.skipRest();
    for (const path of ['udp', 'tcp', 'relay'] as const)
      await this.run(path, signal, () => network.checkPath(tickets, path, signal));
    this.setRow('quality', { status: 'running' });
    await this.run('media', signal, async () => {
      const { camera, microphone } = this.state.get();
      const { media, quality } = await network.checkMedia(
        tickets,
        [camera, microphone].filter((track) => track !== null),
        signal,
      );
      if (!signal.aborted) this.setRow('quality', quality ?? skipped);
      return media;
    });
  }

  /** Null when the code of the checks itself does not arrive: the server is gone. */
  private async loadNetwork(): Promise<NetworkProbes | null> {
    try {
      return await this.probes.network();
    } catch {
      return null;
    }
  }

  private async run(
    id: CheckId,
    signal: AbortSignal,
    check: () => Promise<Outcome> | Outcome,
  ): Promise<void> {
    if (signal.aborted) return;
    this.setRow(id, { status: 'running' });
    const outcome = await check();
    if (!signal.aborted) this.setRow(id, outcome);
  }

  private skipRest(): void {
    for (const id of checkIds)
      if (id !== 'speakers' && !isOutcome(this.state.get().rows[id])) this.setRow(id, skipped);
  }

  private closeDevices(): void {
    const { camera, microphone } = this.state.get();
    camera?.stop();
    microphone?.stop();
    this.state.patch({ camera: null, microphone: null });
  }

  private setRow(id: CheckId, row: Row): void {
    this.state.patch({ rows: { ...this.state.get().rows, [id]: row } });
  }
}
