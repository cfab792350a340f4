import type { BackgroundProcessorWrapper } from '@livekit/track-processors';

/** How much of what is behind one is hidden. */
export const blurLevels = ['off', 'light', 'strong'] as const;
export type BlurLevel = (typeof blurLevels)[number];

export type BlurProcessor = BackgroundProcessorWrapper;

/** Why there is no blur though the operator offers it: the browser lacks something, or a part did not load. */
export type BlurProblem = 'unsupported' | 'failed';

/** Pixels. */
const radius = { light: 7, strong: 20 } as const;

/** The operator puts the model there; without one there is no blur, and nothing is shown of it. */
const modelPath = '/models/selfie_segmenter.tflite';

let isOffered: Promise<boolean> | undefined;

/** Asked once per page. A server that does not answer now offers nothing. */
export function offersBlur(): Promise<boolean> {
  isOffered ??= fetch(modelPath, { method: 'HEAD' }).then(
    // Some proxies answer with a page to everything that they do not know.
    ({ ok, headers }) => ok && headers.get('Content-Type') === 'application/octet-stream',
    () => false,
  );
  return isOffered;
}

/** What the segmentation needs: frames one by one, and WebGL 2 to compute on. */
export function canBlur(): boolean {
  return (
    typeof OffscreenCanvas === 'function' &&
    typeof VideoFrame === 'function' &&
    new OffscreenCanvas(1, 1).getContext('webgl2') !== null
  );
}

/** Loads the code on the first call. It finds its WebAssembly and the model at this server, and nowhere else. */
export async function createBlur(level: Exclude<BlurLevel, 'off'>): Promise<BlurProcessor> {
  const { BackgroundProcessor } = await import('@livekit/track-processors');
  return BackgroundProcessor({
    mode: 'background-blur',
    blurRadius: radius[level],
    assetPaths: { tasksVisionFileSet: __VISION_FILES__, modelAssetPath: modelPath },
  });
}

export function changeBlur(processor: BlurProcessor, level: Exclude<BlurLevel, 'off'>): Promise<void> {
  return processor.switchTo({ mode: 'background-blur', blurRadius: radius[level] });
}
