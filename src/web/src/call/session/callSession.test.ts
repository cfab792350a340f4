import {
  ConnectionError,
  ConnectionState,
  DisconnectReason,
  LocalAudioTrack,
  RoomEvent,
  Track,
} from 'livekit-client';
import type { Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallEnd } from '../../meeting/ending';
import { CallSession } from './callSession';
import type { CallEncryption } from './encryption';

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** The few doors of a room that a session uses. */
class FakeRoom {
  private readonly handlers = new Map<string, ((...values: unknown[]) => void)[]>();
  connected = withResolvers();
  publications: Partial<Record<Track.Source, { isMuted: boolean; track?: unknown }>> = {};
  failure: DOMException | null = null;
  connect = vi.fn(() => this.connected.promise);
  disconnect = vi.fn(() => Promise.resolve());
  remoteParticipants = new Map<string, unknown>();
  isE2EEEnabled = false;
  state = ConnectionState.Connecting;
  switchActiveDevice = vi.fn(() => Promise.resolve(true));
  localParticipant = {
    isScreenShareEnabled: false,
    publishTrack: vi.fn(() => Promise.resolve()),
    getTrackPublication: (source: Track.Source) => this.publications[source],
    setCameraEnabled: (on: boolean) => this.switch(Track.Source.Camera, on),
    setMicrophoneEnabled: (on: boolean) => this.switch(Track.Source.Microphone, on),
    setScreenShareEnabled: (on: boolean) => {
      if (this.failure) return Promise.reject(this.failure);
      this.localParticipant.isScreenShareEnabled = on;
      this.emit(RoomEvent.LocalTrackPublished);
      return Promise.resolve();
    },
  };

  on(event: string, handler: (...values: unknown[]) => void) {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  once(event: string, handler: (...values: unknown[]) => void) {
    return this.on(event, handler);
  }

  emit(event: string, ...values: unknown[]) {
    for (const handler of this.handlers.get(event) ?? []) handler(...values);
  }

  private switch(source: Track.Source, on: boolean) {
    if (this.failure) return Promise.reject(this.failure);
    this.publications[source] = { isMuted: !on };
    return Promise.resolve();
  }

  connectNow() {
    this.state = ConnectionState.Connected;
    this.emit(RoomEvent.ConnectionStateChanged, ConnectionState.Connected);
    this.connected.resolve();
  }
}

const connection = {
  token: 't',
  meeting_id: 'abc-defg-hij',
  livekit_url: 'ws://x',
  participant_id: 'guest-1',
};
let room: FakeRoom;
let session: CallSession;
let endings: CallEnd[];

beforeEach(() => {
  room = new FakeRoom();
  session = new CallSession(
    connection,
    'Max',
    { camera: null, microphone: null },
    null,
    room as unknown as Room,
  );
  endings = [];
  session.start((ending) => endings.push(ending));
});

afterEach(() => void vi.unstubAllGlobals());

const state = () => session.state.get();

describe('CallSession', () => {
  test('connects once, even when started twice', () => {
    session.release();
    session.start(() => undefined);
    expect(room.connect).toHaveBeenCalledExactlyOnceWith('ws://x', 't');
  });

  test('goes from connecting to connected to reconnecting and back', () => {
    expect(state().phase).toBe('connecting');
    room.connectNow();
    expect(state().phase).toBe('connected');
    room.emit(RoomEvent.ConnectionStateChanged, ConnectionState.Reconnecting);
    expect(state().phase).toBe('reconnecting');
    room.emit(RoomEvent.ConnectionStateChanged, ConnectionState.Connected);
    expect(state().phase).toBe('connected');
  });

  test('a failed connection ends with its own reason, once', async () => {
    room.emit(RoomEvent.Disconnected, DisconnectReason.UNKNOWN_REASON);
    room.connected.reject(ConnectionError.leaveRequest('', DisconnectReason.ROOM_DELETED));
    await vi.waitFor(() => expect(endings).toEqual(['ended']));
  });

  test('being removed ends the call', () => {
    room.connectNow();
    room.emit(RoomEvent.Disconnected, DisconnectReason.PARTICIPANT_REMOVED);
    room.emit(RoomEvent.Disconnected, DisconnectReason.SIGNAL_CLOSE);
    expect(endings).toEqual(['kicked']);
  });

  test('leaving ends at once, whatever the server says afterwards', () => {
    room.connectNow();
    session.leave();
    room.emit(RoomEvent.Disconnected, DisconnectReason.CLIENT_INITIATED);
    expect(endings).toEqual(['left']);
    expect(room.disconnect).toHaveBeenCalledOnce();
  });

  test('switches wait for the connection, then show what is really sent', async () => {
    await session.toggleMicrophone();
    expect(state().isMicrophoneOn).toBe(false);
    room.connectNow();
    await session.toggleMicrophone();
    expect(state()).toMatchObject({ isMicrophoneOn: true, isBusy: { microphone: false } });
    await session.toggleMicrophone();
    expect(state().isMicrophoneOn).toBe(false);
  });

  test.each([
    [49, null],
    [50, 50],
  ])('with %i people there already: muted for %s', async (count, mutedFor) => {
    const mute = vi.spyOn(LocalAudioTrack.prototype, 'mute').mockImplementation(function (
      this: LocalAudioTrack,
    ) {
      return Promise.resolve(this);
    });
    vi.stubGlobal('MediaStream', class {});
    const full = new FakeRoom();
    for (let i = 0; i < count; i++) full.remoteParticipants.set(`guest-${i}`, {});
    const microphone = Object.assign(new EventTarget(), {
      kind: 'audio',
      enabled: true,
      getConstraints: () => ({}),
      getSettings: () => ({}),
      stop: () => undefined,
    }) as unknown as MediaStreamTrack;
    const media = { camera: null, microphone };
    const crowded = new CallSession(connection, 'Max', media, null, full as unknown as Room);
    crowded.start(() => undefined);
    full.emit(RoomEvent.SignalConnected);
    await vi.waitFor(() => expect(full.localParticipant.publishTrack).toHaveBeenCalledOnce());
    expect(mute).toHaveBeenCalledTimes(mutedFor === null ? 0 : 1);
    expect(crowded.state.get().mutedFor).toBe(mutedFor);
  });

  test.each([
    [49, false, true],
    [50, false, false],
    [50, true, true],
  ])(
    'a microphone that starts late, %i people, back from a broken call: %s → opened: %s',
    async (count, wasInCall, isOpened) => {
      const full = new FakeRoom();
      for (let i = 0; i < count; i++) full.remoteParticipants.set(`guest-${i}`, {});
      const media = { camera: null, microphone: null, pending: ['microphone' as const], wasInCall };
      const crowded = new CallSession(connection, 'Max', media, null, full as unknown as Room);
      crowded.start(() => undefined);
      full.emit(RoomEvent.SignalConnected);
      full.connectNow();
      await vi.waitFor(() =>
        expect(crowded.state.get()).toMatchObject({
          isMicrophoneOn: isOpened,
          mutedFor: isOpened ? null : count,
        }),
      );
    },
  );

  test('the whole screen shared: this window may be on it', () => {
    room.connectNow();
    room.publications[Track.Source.ScreenShare] = {
      isMuted: false,
      track: { mediaStreamTrack: { getSettings: () => ({ displaySurface: 'monitor' }) } },
    };
    room.localParticipant.isScreenShareEnabled = true;
    room.emit(RoomEvent.LocalTrackPublished);
    expect(state()).toMatchObject({ isSharing: true, isMonitorShared: true });
  });

  test('a device that fails is explained, and the next try clears it', async () => {
    room.connectNow();
    room.failure = new DOMException('', 'NotReadableError');
    await session.toggleCamera();
    expect(state().notice).toEqual({ kind: 'device', device: 'camera', problem: 'busy' });
    expect(state().isCameraOn).toBe(false);
    room.failure = null;
    await session.toggleCamera();
    expect(state()).toMatchObject({ notice: null, isCameraOn: true });
  });

  test('closing the chooser of screens is no fault, anything else is', async () => {
    room.connectNow();
    room.failure = new DOMException('', 'NotAllowedError');
    await session.toggleScreen();
    expect(state().notice).toBeNull();
    room.failure = new DOMException('', 'NotReadableError');
    await session.toggleScreen();
    expect(state().notice).toEqual({ kind: 'share' });
    room.failure = null;
    await session.toggleScreen();
    expect(state().isSharing).toBe(true);
  });
});

describe('CallSession, encrypted', () => {
  const encryptionOf = (prepare: () => Promise<void>) => {
    const encryption = { prepare: vi.fn(prepare), stop: vi.fn() };
    const media = { camera: null, microphone: null };
    room = new FakeRoom();
    session = new CallSession(
      connection,
      'Max',
      media,
      encryption as unknown as CallEncryption,
      room as unknown as Room,
    );
    session.start((ending) => endings.push(ending));
    return encryption;
  };

  test('nothing can be sent before the worker encrypts', async () => {
    const encryption = encryptionOf(() => Promise.resolve());
    expect(room.connect).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(room.connect).toHaveBeenCalledOnce());
    expect(encryption.prepare).toHaveBeenCalledExactlyOnceWith(room);
    room.connectNow();
    expect(state().phase).toBe('connecting');
    room.isE2EEEnabled = true;
    room.emit(RoomEvent.ParticipantEncryptionStatusChanged, true, { isLocal: true });
    expect(state().phase).toBe('connected');
    session.leave();
    expect(encryption.stop).toHaveBeenCalledOnce();
  });

  test('encryption that does not start ends it before anybody is there', async () => {
    encryptionOf(() => Promise.reject(new Error('no transforms')));
    await vi.waitFor(() => expect(endings).toEqual(['noencryption']));
    expect(room.connect).not.toHaveBeenCalled();
  });

  test('a worker that was not loaded ends it too', async () => {
    encryptionOf(() => Promise.resolve());
    await vi.waitFor(() => expect(room.connect).toHaveBeenCalledOnce());
    room.emit(RoomEvent.EncryptionError, undefined, undefined);
    expect(endings).toEqual(['noencryption']);
  });

  test('others encrypt and our link had no key', () => {
    room.connectNow();
    room.emit(RoomEvent.EncryptionError, new Error('Encrypted camera track received'));
    expect(endings).toEqual(['keymissing']);
  });
});
