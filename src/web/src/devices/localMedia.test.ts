import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LocalMedia } from './localMedia';

class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  readonly kind: 'audio' | 'video';
  constructor(kind: 'audio' | 'video') {
    super();
    this.kind = kind;
  }
  stop() {
    this.readyState = 'ended';
  }
}

class FakeStream {
  private readonly tracks: FakeTrack[];
  constructor(tracks: FakeTrack[]) {
    this.tracks = tracks;
  }
  getVideoTracks = () => this.tracks.filter((track) => track.kind === 'video');
  getAudioTracks = () => this.tracks.filter((track) => track.kind === 'audio');
}

/** Cameras and microphones whose failures a test chooses. */
class FakeDevices extends EventTarget {
  failures: { camera?: string; microphone?: string } = {};
  requests: MediaStreamConstraints[] = [];
  getUserMedia = (constraints: MediaStreamConstraints): Promise<MediaStream> => {
    this.requests.push(constraints);
    const failure =
      (constraints.video && this.failures.camera) || (constraints.audio && this.failures.microphone);
    if (failure) return Promise.reject(new DOMException('', failure));
    const tracks: FakeTrack[] = [];
    if (constraints.video) tracks.push(new FakeTrack('video'));
    if (constraints.audio) tracks.push(new FakeTrack('audio'));
    return Promise.resolve(new FakeStream(tracks) as unknown as MediaStream);
  };
  enumerateDevices = () => Promise.resolve<MediaDeviceInfo[]>([]);
}

let devices: FakeDevices;
let media: LocalMedia;

beforeEach(() => {
  vi.stubGlobal('MediaStream', FakeStream);
  devices = new FakeDevices();
  media = new LocalMedia(devices as unknown as MediaDevices);
});

const statuses = () => [media.state.get().camera, media.state.get().microphone];

describe('LocalMedia', () => {
  test('asks for both at once', async () => {
    await media.start();
    expect(statuses()).toEqual(['on', 'on']);
    expect(devices.requests).toHaveLength(1);
  });

  test('who joins before the devices have started gets them in the meeting', async () => {
    const starting = media.start();
    expect(media.take()).toEqual({ camera: null, microphone: null, pending: ['camera', 'microphone'] });
    await starting;
    expect(media.state.get().cameraTrack).toBeNull();
  });

  test('a missing camera does not take the microphone with it', async () => {
    devices.failures.camera = 'NotFoundError';
    await media.start();
    expect(statuses()).toEqual(['missing', 'on']);
  });

  test('everything can be denied', async () => {
    devices.failures = { camera: 'NotAllowedError', microphone: 'NotAllowedError' };
    await media.start();
    expect(statuses()).toEqual(['denied', 'denied']);
    expect(media.take()).toEqual({ camera: null, microphone: null });
  });

  test('works without any media devices', async () => {
    media = new LocalMedia(undefined);
    // An explicit undefined takes the default parameter; jsdom has no media devices either.
    await media.start();
    expect(statuses()).toEqual(['insecure', 'insecure']);
  });

  test('switching off stops the track and is remembered', async () => {
    await media.start();
    const track = media.state.get().cameraTrack;
    await media.toggle('camera');
    expect(statuses()).toEqual(['off', 'on']);
    expect(track?.readyState).toBe('ended');

    const next = new LocalMedia(devices as unknown as MediaDevices);
    await next.start();
    expect(next.state.get().camera).toBe('off');
    expect(devices.requests.at(-1)?.video).toBe(false);
  });

  test('a switch during the start wins over the late answer', async () => {
    const starting = media.start();
    await media.toggle('camera');
    await starting;
    expect(statuses()).toEqual(['off', 'on']);
    expect(media.state.get().cameraTrack).toBeNull();
  });

  test('plugging in a device closes the help', async () => {
    devices.failures.camera = 'NotFoundError';
    await media.start();
    devices.failures = {};
    devices.dispatchEvent(new Event('devicechange'));
    await vi.waitFor(() => expect(statuses()).toEqual(['on', 'on']));
  });

  test('forgets a remembered device that is gone', async () => {
    await media.select('camera', 'gone');
    const original = devices.getUserMedia;
    devices.getUserMedia = (constraints) =>
      typeof constraints.video === 'object' && constraints.video.deviceId
        ? Promise.reject(new DOMException('', 'OverconstrainedError'))
        : original(constraints);
    await media.start();
    expect(statuses()).toEqual(['on', 'on']);
  });

  test('taken tracks survive the release', async () => {
    await media.start();
    const taken = media.take();
    media.release();
    expect(taken.camera?.readyState).toBe('live');
    expect(taken.microphone?.readyState).toBe('live');
  });

  test('an unplugged microphone is replaced', async () => {
    await media.start();
    const first = media.state.get().microphoneTrack;
    first?.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(media.state.get().microphoneTrack).not.toBe(first));
    expect(statuses()).toEqual(['on', 'on']);
  });

  describe('denied', () => {
    let permission: PermissionState;
    beforeEach(() => {
      permission = 'denied';
      vi.stubGlobal('navigator', {
        permissions: {
          query: () => Promise.resolve({ state: permission, addEventListener: () => undefined }),
        },
      });
      devices.failures.camera = 'NotAllowedError';
    });
    afterEach(() => {
      media.release();
      vi.unstubAllGlobals();
    });

    test('by the browser, until it says otherwise and the person comes back', async () => {
      await media.start();
      expect(statuses()).toEqual(['denied', 'on']);
      expect(media.state.get().deniedBy.camera).toBe('browser');
      const asked = devices.requests.length;
      window.dispatchEvent(new Event('focus'));
      await vi.waitFor(() => expect(media.state.get().camera).toBe('denied'));
      expect(devices.requests).toHaveLength(asked);

      permission = 'granted';
      devices.failures = {};
      window.dispatchEvent(new Event('focus'));
      await vi.waitFor(() => expect(statuses()).toEqual(['on', 'on']));
    });

    test('by the system, which is found out by trying again, without a flicker', async () => {
      permission = 'granted';
      await media.start();
      expect(media.state.get().deniedBy.camera).toBe('system');
      const seen: string[] = [];
      media.state.subscribe(() => seen.push(media.state.get().camera));
      window.dispatchEvent(new Event('focus'));
      const asked = devices.requests.length;
      await vi.waitFor(() => expect(devices.requests.length).toBeGreaterThan(asked));

      devices.failures = {};
      window.dispatchEvent(new Event('focus'));
      await vi.waitFor(() => expect(statuses()).toEqual(['on', 'on']));
      expect(seen).not.toContain('starting');
    });
  });
});
