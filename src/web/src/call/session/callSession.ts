import { ConnectionState, LocalAudioTrack, LocalVideoTrack, Room, RoomEvent, Track } from 'livekit-client';
import type { LocalTrack, Participant, RoomOptions, TrackPublication } from 'livekit-client';
import type { JoinedMeeting } from '../../api/joinMeeting';
import { statusOfError } from '../../devices/deviceStatus';
import type { DeviceKind, DeviceProblem } from '../../devices/deviceStatus';
import { cameraConstraints, microphoneConstraints } from '../../devices/localMedia';
import type { TakenMedia } from '../../devices/localMedia';
import { readPreferences, savePreferences } from '../../devices/preferences';
import type { CallEnd } from '../../meeting/ending';
import { Store } from '../../store/store';
import { readCallPreferences } from './callPreferences';
import { CameraBlur } from './cameraBlur';
import { endingOfConnectError, endingOfDisconnect } from './disconnect';
import type { CallEncryption } from './encryption';
import { QuickReconnect } from './reconnectPolicy';
import { mayPublish } from './rights';

export type CallPhase = 'connecting' | 'connected' | 'reconnecting';

/** Something that did not work and that the person should know about. */
export type Notice =
  | { kind: 'device'; device: DeviceKind; problem: DeviceProblem }
  | { kind: 'share' }
  /** The host has reserved it for hosts. */
  | { kind: 'forbidden'; what: 'microphone' | 'camera' | 'share' }
  /** The camera was left off, because its picture would not have been blurred. */
  | { kind: 'blur' };

export type CallState = {
  phase: CallPhase;
  isMicrophoneOn: boolean;
  isCameraOn: boolean;
  isSharing: boolean;
  /** The whole screen is shared: this window may be on it, and then shows itself without end. */
  isMonitorShared: boolean;
  /** So many people were there already that the microphone was switched off; null when it was not. */
  mutedFor: number | null;
  /** A switch that is under way. */
  isBusy: Record<'microphone' | 'camera' | 'screen', boolean>;
  notice: Notice | null;
};

export type Connection = JoinedMeeting;

/** Oneself, as known before the server has said anything; spares the own tile from blinking. */
export type Own = { identity: string; name: string; camera: LocalVideoTrack | null };

/** How it ended, and the devices that were on. */
type OnEnd = (ending: CallEnd, devicesOn: readonly DeviceKind[]) => void;

const deviceKinds: readonly DeviceKind[] = ['microphone', 'camera'];

/** From so many people on, one joins muted. */
const crowd = 50;

const idle = { microphone: false, camera: false, screen: false };

/** One stay in one meeting: connects, publishes, switches devices, and says once how it ended. */
export class CallSession {
  readonly room: Room;
  readonly state: Store<CallState>;
  readonly own: Own;
  /** Null in a meeting that is not encrypted end to end. */
  readonly encryption: CallEncryption | null;
  readonly blur: CameraBlur;
  private readonly ownMicrophone: LocalAudioTrack | null;
  readonly connection: Connection;
  /** Devices that were still starting when the person joined. */
  private readonly pending: readonly DeviceKind[];
  private readonly wasInCall: boolean;
  private onEnd: OnEnd = () => undefined;
  /** What the person wants on; unlike the switches it outlives a connection that ends. */
  private readonly wanted: Record<DeviceKind, boolean>;
  /** Tracks on their way to the server. */
  private readonly publishing = new Set<LocalTrack>();
  /** How many others were there when we came in. */
  private readonly present: Promise<number>;
  private isStarted = false;
  private isOver = false;
  private releaseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    connection: Connection,
    name: string,
    media: TakenMedia,
    encryption: CallEncryption | null = null,
    room = new Room(roomOptions(encryption)),
  ) {
    this.connection = connection;
    this.encryption = encryption;
    this.pending = media.pending ?? [];
    this.wasInCall = media.wasInCall ?? false;
    this.room = room;
    this.blur = new CameraBlur(room);
    this.wanted = {
      microphone: media.microphone !== null || this.pending.includes('microphone'),
      camera: media.camera !== null || this.pending.includes('camera'),
    };
    // The meeting owns these tracks (userProvidedTrack = false): it may stop and reopen the devices.
    const camera = media.camera && new LocalVideoTrack(media.camera, cameraConstraints(), false);
    this.own = { identity: connection.participant_id, name, camera };
    this.ownMicrophone =
      media.microphone && new LocalAudioTrack(media.microphone, microphoneConstraints(), false);
    if (camera) camera.source = Track.Source.Camera;
    if (this.ownMicrophone) this.ownMicrophone.source = Track.Source.Microphone;
    this.state = new Store<CallState>({
      phase: 'connecting',
      isMicrophoneOn: this.ownMicrophone !== null,
      isCameraOn: this.own.camera !== null,
      isSharing: false,
      isMonitorShared: false,
      mutedFor: null,
      isBusy: idle,
      notice: null,
    });
    this.present = new Promise((resolve) => {
      const onEntered = () => resolve(this.room.remoteParticipants.size);
      room.once(RoomEvent.SignalConnected, onEntered).once(RoomEvent.Disconnected, onEntered);
    });
    this.watchRoom();
  }

  /** May be called again after `release`: React mounts twice in development. */
  start(onEnd: OnEnd): void {
    clearTimeout(this.releaseTimer);
    this.onEnd = onEnd;
    if (this.isStarted) return;
    this.isStarted = true;
    void this.connect();
  }

  /** The page is going away without a word. */
  release(): void {
    this.onEnd = () => undefined;
    this.releaseTimer = setTimeout(() => this.leave(), 0);
  }

  leave(ending: CallEnd = 'left'): void {
    this.end(ending);
    void this.room.disconnect();
  }

  async toggleMicrophone(): Promise<void> {
    await this.switchDevice('microphone', !this.state.get().isMicrophoneOn);
  }

  /** For keys that mean one state, not a change. */
  async setMicrophone(on: boolean): Promise<void> {
    if (this.state.get().isMicrophoneOn !== on) await this.switchDevice('microphone', on, false);
  }

  async toggleCamera(): Promise<void> {
    await this.switchDevice('camera', !this.state.get().isCameraOn);
  }

  async toggleScreen(): Promise<void> {
    if (!this.isReady('screen')) return;
    const { localParticipant } = this.room;
    if (!localParticipant.isScreenShareEnabled && this.isForbidden('share')) return;
    this.setBusy('screen', true);
    try {
      // Sound of the shared tab or system where the browser can; the own tab makes a hall of mirrors.
      await localParticipant.setScreenShareEnabled(!localParticipant.isScreenShareEnabled, {
        audio: true,
        selfBrowserSurface: 'exclude',
        surfaceSwitching: 'include',
        systemAudio: 'include',
      });
    } catch (error) {
      // Closing the browser's chooser also lands here and is no fault.
      if (statusOfError(error) !== 'denied') this.state.patch({ notice: { kind: 'share' } });
    } finally {
      this.setBusy('screen', false);
    }
  }

  dismissNotice(): void {
    this.state.patch({ notice: null });
  }

  private async connect(): Promise<void> {
    const { livekit_url: url, token } = this.connection;
    try {
      await this.encryption?.prepare(this.room);
    } catch (error) {
      console.error('end-to-end encryption did not start', error);
      this.end('noencryption');
      return;
    }
    // Publishing waits for the signal connection by itself and saves a round trip.
    const publishing = [this.ownMicrophone, this.own.camera].map((track) => this.publish(track));
    try {
      await this.room.connect(url, token);
      for (const device of this.pending) void this.openPending(device);
      await this.useSpeaker();
    } catch (error) {
      this.end(endingOfConnectError(error));
    }
    await Promise.all(publishing);
  }

  private async openPending(device: DeviceKind): Promise<void> {
    const count = await this.present;
    if (device === 'microphone' && count >= crowd && !this.wasInCall) {
      this.wanted.microphone = false;
      this.state.patch({ mutedFor: count });
    } else await this.switchDevice(device, true);
  }

  private async publish(track: LocalTrack | null): Promise<void> {
    if (!track) return;
    this.publishing.add(track);
    try {
      if (track === this.ownMicrophone) await this.muteInCrowd(this.ownMicrophone);
      if (track === this.own.camera) await this.blurCamera(this.own.camera);
      await this.room.localParticipant.publishTrack(track);
    } catch {
      // When the connection failed, its own page says so. Otherwise the switches show the truth.
      track.stop();
    } finally {
      this.publishing.delete(track);
      this.readTracks();
    }
  }

  private async blurCamera(camera: LocalVideoTrack): Promise<void> {
    try {
      await this.blur.prepare(camera);
    } catch (error) {
      this.wanted.camera = false;
      this.state.patch({ notice: { kind: 'blur' } });
      throw error;
    }
  }

  /** Who comes into a large meeting comes in quietly. Publishing waits for the list of people anyway. */
  private async muteInCrowd(microphone: LocalAudioTrack): Promise<void> {
    const count = await this.present;
    if (count < crowd) return;
    await microphone.mute();
    this.state.patch({ mutedFor: count });
  }

  private async useSpeaker(): Promise<void> {
    const { speakerId } = readPreferences();
    if (!speakerId || speakerId === 'default') return;
    try {
      await this.room.switchActiveDevice('audiooutput', speakerId);
    } catch {
      // Not plugged in today: the default speaker plays.
    }
  }

  private async switchDevice(device: DeviceKind, on: boolean, isRemembered = true): Promise<void> {
    if (!this.isReady(device) || (on && this.isForbidden(device))) return;
    const { localParticipant } = this.room;
    this.setBusy(device, true);
    this.state.patch({ notice: null });
    try {
      if (device === 'camera') await this.switchCamera(on);
      else await localParticipant.setMicrophoneEnabled(on);
      if (isRemembered) savePreferences({ [device === 'camera' ? 'cameraOn' : 'microphoneOn']: on });
    } catch (error) {
      const notice: Notice = this.blur.isFault(error)
        ? { kind: 'blur' }
        : { kind: 'device', device, problem: statusOfError(error) };
      this.state.patch({ notice });
    } finally {
      this.setBusy(device, false);
      this.readTracks();
    }
  }

  private async switchCamera(on: boolean): Promise<void> {
    const { localParticipant } = this.room;
    const isOpened = on && !localParticipant.getTrackPublication(Track.Source.Camera);
    await localParticipant.setCameraEnabled(on, isOpened ? await this.blur.captureOptions() : undefined);
  }

  private isReady(device: keyof CallState['isBusy']): boolean {
    const { phase, isBusy } = this.state.get();
    return phase !== 'connecting' && !isBusy[device];
  }

  /** Says so, whichever button or key was pressed. */
  private isForbidden(what: DeviceKind | 'share'): boolean {
    const isForbidden = !mayPublish(this.room.localParticipant, what);
    if (isForbidden) this.state.patch({ notice: { kind: 'forbidden', what } });
    return isForbidden;
  }

  private setBusy(device: keyof CallState['isBusy'], isBusy: boolean): void {
    this.state.patch({ isBusy: { ...this.state.get().isBusy, [device]: isBusy } });
  }

  private watchRoom(): void {
    const { room } = this;
    room.on(RoomEvent.ConnectionStateChanged, (state) => {
      if (state === ConnectionState.Connected) this.noteConnected();
      else if (state !== ConnectionState.Connecting && state !== ConnectionState.Disconnected)
        this.state.patch({ phase: 'reconnecting' });
    });
    room.on(RoomEvent.Disconnected, (reason) => {
      // A failed first connection is reported by `connect`, which knows more.
      if (this.state.get().phase !== 'connecting') this.end(endingOfDisconnect(reason));
    });
    this.watchEncryption();
    // By the person or by a host: who comes back comes back as quiet as they were.
    const noteMute = (publication: TrackPublication, participant: Participant) => {
      if (!participant.isLocal) return;
      if (publication.source === Track.Source.Microphone) this.wanted.microphone = !publication.isMuted;
      if (publication.source === Track.Source.Camera) this.wanted.camera = !publication.isMuted;
    };
    const notePublished = (publication: TrackPublication) => noteMute(publication, room.localParticipant);
    room
      .on(RoomEvent.TrackMuted, noteMute)
      .on(RoomEvent.TrackUnmuted, noteMute)
      .on(RoomEvent.LocalTrackPublished, notePublished);
    const readTracks = () => this.readTracks();
    room
      .on(RoomEvent.LocalTrackPublished, readTracks)
      .on(RoomEvent.LocalTrackUnpublished, readTracks)
      .on(RoomEvent.TrackMuted, readTracks)
      .on(RoomEvent.TrackUnmuted, readTracks);
  }

  /** Until the worker has said that it encrypts, data would go out clear: nothing can be sent before. */
  private noteConnected(): void {
    if (!this.encryption || this.room.isE2EEEnabled) this.state.patch({ phase: 'connected' });
  }

  private watchEncryption(): void {
    const { room, encryption } = this;
    room.on(RoomEvent.ParticipantEncryptionStatusChanged, (isOn, participant) => {
      if (isOn && participant?.isLocal && room.state === ConnectionState.Connected) this.noteConnected();
    });
    room.on(RoomEvent.EncryptionError, (error, participant) => {
      if (participant) return;
      // Others encrypt and we have no key: the link that we came by was not whole.
      if (!encryption) this.end('keymissing');
      else if (!room.isE2EEEnabled) {
        console.error('end-to-end encryption did not start', error);
        this.end('noencryption');
      }
    });
  }

  /** The switches show what is really sent; until something is published, what is about to be. */
  private readTracks(): void {
    const { localParticipant } = this.room;
    const screen = localParticipant.getTrackPublication(Track.Source.ScreenShare);
    const isOn = (source: Track.Source, own: LocalTrack | null) => {
      const publication = localParticipant.getTrackPublication(source);
      if (publication) return !publication.isMuted;
      return own !== null && this.publishing.has(own);
    };
    this.state.patch({
      isMicrophoneOn: isOn(Track.Source.Microphone, this.ownMicrophone),
      isCameraOn: isOn(Track.Source.Camera, this.own.camera),
      isSharing: localParticipant.isScreenShareEnabled,
      isMonitorShared: screen?.track?.mediaStreamTrack.getSettings().displaySurface === 'monitor',
    });
  }

  private end(ending: CallEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    this.own.camera?.stop();
    this.ownMicrophone?.stop();
    this.encryption?.stop();
    this.onEnd(
      ending,
      deviceKinds.filter((device) => this.wanted[device]),
    );
  }
}

function roomOptions(encryption: CallEncryption | null): RoomOptions {
  const { cameraId, microphoneId } = readPreferences();
  const { noiseSuppression, echoCancellation } = readCallPreferences();
  return {
    // Pictures on other pages are not sent to us; see docs/decisions.
    adaptiveStream: true,
    reconnectPolicy: new QuickReconnect(),
    ...(encryption && { encryption: encryption.options }),
    // Sizes of the own picture that nobody looks at are not sent.
    dynacast: true,
    ...(cameraId && { videoCaptureDefaults: { deviceId: cameraId } }),
    audioCaptureDefaults: {
      autoGainControl: true,
      noiseSuppression,
      echoCancellation,
      ...(microphoneId && { deviceId: microphoneId }),
    },
  };
}
