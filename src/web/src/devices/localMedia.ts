import { Store } from '../store/store';
import { deniedBy, isAccessBack, readPermission } from './access';
import type { DeniedBy } from './access';
import { noDevices, sortDevices } from './deviceList';
import type { DeviceList } from './deviceList';
import { errorName, statusOfError } from './deviceStatus';
import type { DeviceKind, DeviceStatus } from './deviceStatus';
import { readPreferences, savePreferences } from './preferences';
import type { DevicePreferences } from './preferences';

export type LocalMediaState = {
  camera: DeviceStatus;
  microphone: DeviceStatus;
  cameraTrack: MediaStreamTrack | null;
  microphoneTrack: MediaStreamTrack | null;
  /** Who refused; kept while the status is `denied`. */
  deniedBy: Record<DeviceKind, DeniedBy>;
  devices: DeviceList;
  preferences: DevicePreferences;
};

/** Tracks that change hands when the meeting begins: from then on the meeting stops them. */
export type TakenMedia = {
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  /** Asked for but not there yet: the person joined faster than the device started. */
  pending?: readonly DeviceKind[];
  /** They were on in a call that broke off, and come back as they were. */
  wasInCall?: boolean;
};

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];

const names = {
  camera: { track: 'cameraTrack', on: 'cameraOn', id: 'cameraId', list: 'cameras' },
  microphone: {
    track: 'microphoneTrack',
    on: 'microphoneOn',
    id: 'microphoneId',
    list: 'microphones',
  },
} as const;

/** Camera and microphone before the meeting: opens, switches, and notices when access or devices come back. */
export class LocalMedia {
  readonly state: Store<LocalMediaState>;
  private readonly source: MediaDevices | undefined;
  /** Rises with every request per kind, so that a late answer to an old wish is thrown away. */
  private readonly wish: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  private watching: AbortController | null = null;

  // On pages without HTTPS there are no media devices, whatever the types say.
  constructor(source: MediaDevices | undefined = navigator.mediaDevices) {
    this.source = source;
    this.state = new Store<LocalMediaState>({
      camera: 'starting',
      microphone: 'starting',
      cameraTrack: null,
      microphoneTrack: null,
      deniedBy: { camera: 'browser', microphone: 'browser' },
      devices: noDevices,
      preferences: readPreferences(),
    });
  }

  async start(): Promise<void> {
    const { preferences } = this.state.get();
    const wanted = kinds.filter((kind) => preferences[names[kind].on]);
    for (const kind of kinds) this.setStatus(kind, wanted.includes(kind) ? 'starting' : 'off');
    const { signal } = this.watch();
    await this.refreshDevices();
    // Meanwhile the page may have gone, or the person may have switched something off.
    if (!signal.aborted) await this.open(wanted.filter((kind) => this.state.get()[kind] === 'starting'));
  }

  /** Stops everything that has not been taken. */
  release(): void {
    this.watching?.abort();
    this.watching = null;
    for (const kind of kinds) {
      this.wish[kind] += 1;
      this.dropTrack(kind);
    }
  }

  take(): TakenMedia {
    const { cameraTrack, microphoneTrack } = this.state.get();
    const pending = kinds.filter((kind) => this.state.get()[kind] === 'starting');
    this.state.patch({ cameraTrack: null, microphoneTrack: null });
    this.release();
    return { camera: cameraTrack, microphone: microphoneTrack, ...(pending.length > 0 && { pending }) };
  }

  /** Switching on something that failed asks again. */
  async toggle(kind: DeviceKind): Promise<void> {
    const status = this.state.get()[kind];
    if (status === 'on' || status === 'starting') {
      this.wish[kind] += 1;
      this.dropTrack(kind);
      this.setStatus(kind, 'off');
      this.remember({ [names[kind].on]: false });
    } else {
      this.remember({ [names[kind].on]: true });
      await this.open([kind]);
    }
  }

  async select(kind: DeviceKind, deviceId: string): Promise<void> {
    this.remember({ [names[kind].id]: deviceId, [names[kind].on]: true });
    await this.open([kind]);
  }

  selectSpeaker(deviceId: string): void {
    this.remember({ speakerId: deviceId });
  }

  /** Tries again whatever has a problem. */
  async retry(statuses: readonly DeviceStatus[] = ['missing', 'denied', 'busy']): Promise<void> {
    await this.open(this.withStatus(statuses));
  }

  /** `quietly`: nobody asked for it, so a status changes only when there is news. */
  private async open(wanted: readonly DeviceKind[], quietly = false): Promise<void> {
    if (wanted.length === 0) return;
    const wishes = new Map(wanted.map((kind) => [kind, ++this.wish[kind]]));
    const current = () => wanted.filter((kind) => wishes.get(kind) === this.wish[kind]);
    if (!quietly) for (const kind of wanted) this.setStatus(kind, 'starting');

    if (!this.source) {
      for (const kind of wanted) this.setStatus(kind, 'insecure');
      return;
    }
    // One request for both means one question to the person; only if it fails is each asked alone.
    const together = wanted.length > 1 ? await this.tryOpen(wanted) : null;
    for (const kind of wanted) {
      const result = together instanceof MediaStream ? together : await this.tryOpen([kind]);
      const track = result instanceof MediaStream ? trackOf(result, kind) : undefined;
      if (!current().includes(kind)) {
        track?.stop();
      } else if (track) {
        this.useTrack(kind, track);
      } else {
        const failure = await this.failureOf(kind, result);
        if (!current().includes(kind)) continue;
        this.dropTrack(kind);
        this.state.patch(failure);
      }
    }
    // Names of devices are readable only now.
    await this.refreshDevices();
  }

  /** A stream, or the error that says why there is none. */
  private async tryOpen(wanted: readonly DeviceKind[]): Promise<unknown> {
    const { preferences } = this.state.get();
    const ask = (withIds: boolean) =>
      this.source?.getUserMedia({
        video: wanted.includes('camera') && cameraConstraints(withIds ? preferences.cameraId : undefined),
        audio:
          wanted.includes('microphone') &&
          microphoneConstraints(withIds ? preferences.microphoneId : undefined),
      });
    try {
      return await ask(true);
    } catch (error) {
      // The remembered device is not plugged in today: any other will do.
      if (errorName(error) !== 'OverconstrainedError') return error;
    }
    try {
      return await ask(false);
    } catch (error) {
      return error;
    }
  }

  private useTrack(kind: DeviceKind, track: MediaStreamTrack): void {
    const previous = this.state.get()[names[kind].track];
    if (previous !== track) previous?.stop();
    // Unplugged, or taken away by the system: look for another one.
    track.addEventListener('ended', () => {
      if (this.state.get()[names[kind].track] === track) void this.open([kind]);
    });
    this.state.patch({ [names[kind].track]: track, [kind]: 'on' });
  }

  /** `result`: the error, or a stream that lacks the track. */
  private async failureOf(kind: DeviceKind, result: unknown): Promise<Partial<LocalMediaState>> {
    const status = result instanceof MediaStream ? 'missing' : statusOfError(result);
    if (status !== 'denied') return { [kind]: status };
    const by = deniedBy(result, await readPermission(kind));
    return { [kind]: status, deniedBy: { ...this.state.get().deniedBy, [kind]: by } };
  }

  private dropTrack(kind: DeviceKind): void {
    this.state.get()[names[kind].track]?.stop();
    this.state.patch({ [names[kind].track]: null });
  }

  private setStatus(kind: DeviceKind, status: DeviceStatus): void {
    this.state.patch({ [kind]: status });
  }

  private remember(change: Partial<DevicePreferences>): void {
    this.state.patch({ preferences: savePreferences(change) });
  }

  private async refreshDevices(): Promise<void> {
    try {
      const devices = await this.source?.enumerateDevices();
      if (devices) this.state.patch({ devices: sortDevices(devices) });
    } catch {
      // Without a list there is nothing to choose from, which the page can live with.
    }
  }

  /** Help closes itself when access appears: by permission, by plugging in, by coming back to the window. */
  private watch(): AbortController {
    this.watching?.abort();
    const watching = new AbortController();
    this.watching = watching;
    const { signal } = watching;
    this.source?.addEventListener?.(
      'devicechange',
      () => {
        void this.refreshDevices().then(() => this.retryQuietly(['missing', 'busy']));
        void this.recheckAccess();
      },
      { signal },
    );
    const onReturn = () => {
      if (document.visibilityState !== 'visible') return;
      void this.retryQuietly(['busy']);
      void this.recheckAccess();
    };
    window.addEventListener('focus', onReturn, { signal });
    document.addEventListener('visibilitychange', onReturn, { signal });
    for (const kind of kinds) void this.watchPermission(kind, signal);
    return watching;
  }

  private async retryQuietly(statuses: readonly DeviceStatus[]): Promise<void> {
    await this.open(this.withStatus(statuses), true);
  }

  /** The person comes back from the settings of the browser or of the system: is the door open? */
  private async recheckAccess(): Promise<void> {
    await this.refreshDevices();
    for (const kind of this.withStatus(['denied'])) {
      const { deniedBy: by, devices } = this.state.get();
      const hasNames = devices[names[kind].list].some(({ label }) => label !== '');
      const isBack = isAccessBack(by[kind], await readPermission(kind), hasNames);
      if (isBack && this.state.get()[kind] === 'denied') await this.open([kind], true);
    }
  }

  private withStatus(statuses: readonly DeviceStatus[]): DeviceKind[] {
    return kinds.filter((kind) => statuses.includes(this.state.get()[kind]));
  }

  private async watchPermission(kind: DeviceKind, signal: AbortSignal): Promise<void> {
    try {
      const permission = await navigator.permissions.query({
        name: kind,
      });
      const onChange = () => {
        if (permission.state === 'granted' && this.state.get()[kind] === 'denied') void this.open([kind]);
      };
      if (!signal.aborted) permission.addEventListener('change', onChange, { signal });
    } catch {
      // Not every browser lets pages watch this permission.
    }
  }
}

function trackOf(stream: MediaStream, kind: DeviceKind): MediaStreamTrack | undefined {
  return (kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks())[0];
}

/** 720p is what the meeting publishes; the picture is handed over without being opened again. */
export function cameraConstraints(deviceId?: string): MediaTrackConstraints {
  return {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30 },
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
  };
}

export function microphoneConstraints(deviceId?: string): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
  };
}
