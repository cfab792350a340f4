import { LocalVideoTrack, Track } from 'livekit-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { BlurProcessor } from '../../devices/blur';
import { readPreferences, savePreferences } from '../../devices/preferences';
import { CameraBlur } from './cameraBlur';
import { FakeRoom } from './fakeRoom';

type Camera = LocalVideoTrack & { running: unknown };

/** As much of a camera's track as can be processed. */
function fakeCamera(): Camera {
  const camera = Object.create(LocalVideoTrack.prototype) as Camera;
  return Object.assign(camera, {
    running: null,
    getProcessor: () => camera.running,
    setProcessor: vi.fn((processor: unknown) => Promise.resolve(void (camera.running = processor))),
    stopProcessor: vi.fn(() => Promise.resolve(void (camera.running = null))),
  });
}

let room: FakeRoom;
let camera: Camera;
let failure: Error | null;
let isOffered: boolean;
const switchTo = vi.fn(() => Promise.resolve());

beforeEach(() => {
  room = new FakeRoom();
  camera = fakeCamera();
  room.localParticipant.publications[Track.Source.Camera] = { track: camera };
  failure = null;
  isOffered = true;
  vi.spyOn(console, 'warn').mockReturnValue();
});

const begin = () =>
  new CameraBlur(
    room.asRoom,
    () => (failure ? Promise.reject(failure) : Promise.resolve({ switchTo } as unknown as BlurProcessor)),
    () => Promise.resolve(isOffered),
  );

describe('CameraBlur', () => {
  test('switched on, changed and off while one is seen', async () => {
    const blur = begin();
    await blur.setLevel('light');
    expect(camera.running).not.toBeNull();
    await blur.setLevel('strong');
    expect(switchTo).toHaveBeenCalledWith({ mode: 'background-blur', blurRadius: 20 });
    await blur.setLevel('off');
    expect(camera.running).toBeNull();
    expect(readPreferences().blur).toBe('off');
  });

  test('chosen before: the first frame that goes out is blurred', async () => {
    savePreferences({ blur: 'light' });
    const blur = begin();
    await blur.prepare(camera);
    expect(camera.running).not.toBeNull();
    expect(await blur.captureOptions()).toHaveProperty('processor');
  });

  test('what cannot be blurred is not let out', async () => {
    savePreferences({ blur: 'light' });
    failure = new Error('no model');
    const blur = begin();
    await expect(blur.prepare(camera)).rejects.toBe(failure);
    expect(blur.isFault(failure)).toBe(true);
    expect(blur.state.get()).toEqual({ level: 'off', problem: 'failed' });
    // The next try is without, as the person was told.
    expect(await blur.captureOptions()).toBeUndefined();
  });

  test('an operator who offers it no more does not keep cameras off', async () => {
    savePreferences({ blur: 'strong' });
    isOffered = false;
    await begin().prepare(camera);
    expect(camera.running).toBeNull();
  });
});
