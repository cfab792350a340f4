import { Store } from '../store/store';
import { changeBlur, createBlur } from './blur';
import type { BlurLevel, BlurProblem, BlurProcessor } from './blur';
import { readPreferences, savePreferences } from './preferences';

export type PreviewBlurState = {
  level: BlurLevel;
  problem: BlurProblem | null;
  /** What the preview shows instead of the camera itself; null while there is nothing yet. */
  track: MediaStreamTrack | null;
};

/** Blurs the picture before the meeting. The meeting makes its own: what is published must be blurred from its first frame on. */
export class PreviewBlur {
  readonly state = new Store<PreviewBlurState>({
    level: readPreferences().blur,
    problem: null,
    track: null,
  });
  private readonly create: typeof createBlur;
  private camera: MediaStreamTrack | null = null;
  private processor: BlurProcessor | null = null;
  private element: HTMLVideoElement | null = null;
  /** Rises with every change, so that what took too long is thrown away. */
  private wish = 0;

  constructor(create = createBlur) {
    this.create = create;
  }

  async setLevel(level: BlurLevel): Promise<void> {
    savePreferences({ blur: level });
    this.state.patch({ level, problem: null });
    if (level !== 'off' && this.processor) await changeBlur(this.processor, level);
    else await this.restart();
  }

  async setCamera(camera: MediaStreamTrack | null): Promise<void> {
    if (camera === this.camera) return;
    this.camera = camera;
    await this.restart();
  }

  private async restart(): Promise<void> {
    const wish = ++this.wish;
    this.drop();
    const { camera } = this;
    const { level } = this.state.get();
    if (!camera || level === 'off') return;
    const element = playing(camera);
    try {
      const processor = await this.create(level);
      await processor.init({ kind: 'video' as never, track: camera, element });
      if (wish !== this.wish) {
        await processor.destroy();
        return;
      }
      this.processor = processor;
      this.element = element;
      this.state.patch({ track: processor.processedTrack ?? null });
    } catch (error) {
      if (wish !== this.wish) return;
      console.warn('the background could not be blurred', error);
      savePreferences({ blur: 'off' });
      this.state.patch({ level: 'off', problem: 'failed' });
    }
  }

  private drop(): void {
    void this.processor?.destroy();
    if (this.element) this.element.srcObject = null;
    this.processor = null;
    this.element = null;
    this.state.patch({ track: null });
  }
}

/** The segmentation reads from an element. */
function playing(track: MediaStreamTrack): HTMLVideoElement {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  element.srcObject = new MediaStream([track]);
  element.play().catch((error: unknown) => console.warn('the camera does not play', error));
  return element;
}
