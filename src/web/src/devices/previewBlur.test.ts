import { beforeEach, expect, test, vi } from 'vitest';
import type { BlurProcessor } from './blur';
import { readPreferences } from './preferences';
import { PreviewBlur } from './previewBlur';

class FakeProcessor {
  processedTrack = { id: 'blurred' } as MediaStreamTrack;
  ready = Promise.resolve();
  init = vi.fn(() => this.ready);
  destroy = vi.fn(() => Promise.resolve());
  switchTo = vi.fn(() => Promise.resolve());
}

const camera = { id: 'camera' } as MediaStreamTrack;
let made: FakeProcessor[];
let failure: Error | null;
let blur: PreviewBlur;

beforeEach(() => {
  vi.stubGlobal('MediaStream', class {});
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { writable: true, configurable: true });
  vi.spyOn(console, 'warn').mockReturnValue();
  made = [];
  failure = null;
  blur = new PreviewBlur(() => {
    if (failure) return Promise.reject(failure);
    const processor = new FakeProcessor();
    made.push(processor);
    return Promise.resolve(processor as unknown as BlurProcessor);
  });
});

test('off until it is chosen, then remembered, then only changed', async () => {
  await blur.setCamera(camera);
  expect(made).toEqual([]);
  await blur.setLevel('light');
  expect(blur.state.get().track?.id).toBe('blurred');
  await blur.setLevel('strong');
  expect(made).toHaveLength(1);
  expect(made[0]!.switchTo).toHaveBeenCalledWith({ mode: 'background-blur', blurRadius: 20 });
  expect(readPreferences().blur).toBe('strong');
  await blur.setLevel('off');
  expect(made[0]!.destroy).toHaveBeenCalledOnce();
  expect(blur.state.get().track).toBeNull();
});

test('what does not load is said, and the picture is there as it is', async () => {
  failure = new Error('no model');
  await blur.setCamera(camera);
  await blur.setLevel('light');
  expect(blur.state.get()).toEqual({ level: 'off', problem: 'failed', track: null });
  expect(readPreferences().blur).toBe('off');
});

test('a camera that goes while the code loads leaves nothing running', async () => {
  await blur.setLevel('light');
  const starting = blur.setCamera(camera);
  await blur.setCamera(null);
  await starting;
  expect(made[0]!.destroy).toHaveBeenCalledOnce();
  expect(blur.state.get().track).toBeNull();
});
