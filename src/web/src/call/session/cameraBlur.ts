import { LocalVideoTrack, Track } from 'livekit-client';
import type { Room, VideoCaptureOptions } from 'livekit-client';
import { canBlur, changeBlur, createBlur, offersBlur } from '../../devices/blur';
import type { BlurLevel, BlurProblem, BlurProcessor } from '../../devices/blur';
import { readPreferences, savePreferences } from '../../devices/preferences';
import { Store } from '../../store/store';

export type CameraBlurState = { level: BlurLevel; problem: BlurProblem | null };

/** What the camera publishes is blurred from its first frame on, or not published. */
export class CameraBlur {
  readonly state = new Store<CameraBlurState>({ level: readPreferences().blur, problem: null });
  private readonly room: Room;
  private readonly create: typeof createBlur;
  private readonly isOffered: () => Promise<boolean>;
  private processor: BlurProcessor | null = null;
  private fault: unknown = null;

  constructor(room: Room, create = createBlur, isOffered = async () => (await offersBlur()) && canBlur()) {
    this.room = room;
    this.create = create;
    this.isOffered = isOffered;
  }

  async setLevel(level: BlurLevel): Promise<void> {
    savePreferences({ blur: level });
    this.state.set({ level, problem: null });
    const camera = this.room.localParticipant.getTrackPublication(Track.Source.Camera)?.track;
    if (!(camera instanceof LocalVideoTrack)) return;
    try {
      await this.apply(camera);
    } catch (error) {
      this.fail(error);
    }
  }

  /** For a camera that is about to be opened. Throws when the person wants blur and there is none. */
  async captureOptions(): Promise<VideoCaptureOptions | undefined> {
    const processor = await this.make();
    return processor ? { processor } : undefined;
  }

  /** For a camera that is open and not published yet. Throws as above. */
  async prepare(camera: LocalVideoTrack): Promise<void> {
    const processor = await this.make();
    if (!processor) return;
    try {
      await camera.setProcessor(processor);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Whether this is what went wrong when a camera was opened. */
  isFault(error: unknown): boolean {
    return error !== null && error === this.fault;
  }

  private async apply(camera: LocalVideoTrack): Promise<void> {
    const { level } = this.state.get();
    const running = camera.getProcessor();
    if (level === 'off') {
      this.processor = null;
      if (running) await camera.stopProcessor();
    } else if (running && running === this.processor) await changeBlur(this.processor, level);
    else {
      this.processor = await this.create(level);
      await camera.setProcessor(this.processor);
    }
  }

  private async make(): Promise<BlurProcessor | null> {
    const { level } = this.state.get();
    // Chosen at a time when the operator still offered it.
    if (level === 'off' || !(await this.isOffered())) return null;
    try {
      this.processor = await this.create(level);
      return this.processor;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  private fail(error: unknown): void {
    this.fault = error;
    console.warn('the background could not be blurred', error);
    savePreferences({ blur: 'off' });
    this.state.set({ level: 'off', problem: 'failed' });
  }
}
