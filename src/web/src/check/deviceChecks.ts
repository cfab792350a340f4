import { errorName, statusOfError } from '../devices/deviceStatus';
import type { DeviceKind, DeviceProblem } from '../devices/deviceStatus';
import { watchLevel } from '../devices/levelMeter';
import { cameraConstraints, microphoneConstraints } from '../devices/localMedia';
import { readPreferences } from '../devices/preferences';
import { failed, fine, warning } from './outcome';
import type { Outcome, Trouble } from './outcome';

export type Opened = MediaStreamTrack | DeviceProblem;
export type OpenedDevices = Record<DeviceKind, Opened>;

/** One request for both means one question to the person; only if it fails is each asked alone. */
export async function openDevices(source: MediaDevices): Promise<OpenedDevices> {
  try {
    const stream = await source.getUserMedia({ video: video(), audio: audio() });
    return { camera: first(stream.getVideoTracks()), microphone: first(stream.getAudioTracks()) };
  } catch (error) {
    // Asking again after a "no" to both would only ask the same question twice.
    if (errorName(error) === 'TypeError') return { camera: 'insecure', microphone: 'insecure' };
  }
  return {
    camera: await openOne(source, { video: video() }),
    microphone: await openOne(source, { audio: audio() }),
  };
}

async function openOne(source: MediaDevices, constraints: MediaStreamConstraints): Promise<Opened> {
  try {
    return first((await source.getUserMedia(constraints)).getTracks());
  } catch (error) {
    return statusOfError(error);
  }
}

const first = (tracks: MediaStreamTrack[]): Opened => tracks[0] ?? 'missing';
// Without "exact": a device that is not plugged in today is no fault.
const video = () => ({ ...cameraConstraints(), deviceId: readPreferences().cameraId });
const audio = () => ({ ...microphoneConstraints(), deviceId: readPreferences().microphoneId });

const troubles: Record<DeviceKind, Record<DeviceProblem, Trouble>> = {
  camera: { missing: 'cameraMissing', denied: 'cameraDenied', busy: 'cameraBusy', insecure: 'insecure' },
  microphone: {
    missing: 'microphoneMissing',
    denied: 'microphoneDenied',
    busy: 'microphoneBusy',
    insecure: 'insecure',
  },
};

/** A missing device is no obstacle: one can listen and watch. */
export function judgeMissing(kind: DeviceKind, problem: DeviceProblem): Outcome {
  return problem === 'missing' ? warning(troubles[kind][problem]) : failed(troubles[kind][problem]);
}

const pictureMs = 6_000;

/** A camera that is open may still give nothing, for example behind a switch. */
export async function checkCamera(track: MediaStreamTrack, signal: AbortSignal): Promise<Outcome> {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  element.srcObject = new MediaStream([track]);
  try {
    const hasPicture = await happens(signal, pictureMs, (done) => {
      element.addEventListener('timeupdate', () => {
        if (element.videoWidth > 0 && element.currentTime > 0) done();
      });
      element.play().catch(() => undefined); // Blocked or torn down: no picture will come, which is what we report.
    });
    return hasPicture
      ? fine('camera', { width: element.videoWidth, height: element.videoHeight })
      : warning('cameraDark');
  } finally {
    element.srcObject = null;
  }
}

const listenMs = 6_000;
/** On the scale of `levelOf`: above the noise of a room, below a calm voice. */
const voice = 0.35;

/** Listens until somebody speaks, or long enough to say that nobody did. */
export async function checkMicrophone(track: MediaStreamTrack, signal: AbortSignal): Promise<Outcome> {
  let loudest = 0;
  let stop = () => undefined as void;
  const heard = await happens(signal, listenMs, (done) => {
    stop = watchLevel(track, (level) => {
      loudest = Math.max(loudest, level);
      if (level > voice) done();
    });
  });
  stop();
  if (heard) return fine('microphone');
  return warning(loudest === 0 || track.muted ? 'microphoneSilent' : 'microphoneQuiet');
}

/** Whether `done` is called before the time is up or the page is gone. */
export function happens(
  signal: AbortSignal,
  timeoutMs: number,
  begin: (done: () => void) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const finish = (result: boolean) => {
      clearTimeout(timer);
      resolve(result);
    };
    signal.addEventListener('abort', () => finish(false), { once: true });
    begin(() => finish(true));
  });
}
