import { readStored, writeStored } from '../store/storage';
import { blurLevels } from './blur';
import type { BlurLevel } from './blur';

/** What this browser remembers between meetings. */
export type DevicePreferences = {
  cameraOn: boolean;
  microphoneOn: boolean;
  blur: BlurLevel;
  cameraId?: string;
  microphoneId?: string;
  speakerId?: string;
};

const key = 'treff.devices';
const defaults: DevicePreferences = { cameraOn: true, microphoneOn: true, blur: 'off' };

export function readPreferences(): DevicePreferences {
  const read: DevicePreferences = { ...defaults };
  try {
    const stored = JSON.parse(readStored(key) ?? '{}') as Record<string, unknown>;
    if (typeof stored.cameraOn === 'boolean') read.cameraOn = stored.cameraOn;
    if (typeof stored.microphoneOn === 'boolean') read.microphoneOn = stored.microphoneOn;
    read.blur = blurLevels.find((level) => level === stored.blur) ?? read.blur;
    for (const id of ['cameraId', 'microphoneId', 'speakerId'] as const) {
      const value = stored[id];
      if (typeof value === 'string' && value !== '') read[id] = value;
    }
  } catch {
    // Written by something else: start over.
  }
  return read;
}

export function savePreferences(change: Partial<DevicePreferences>): DevicePreferences {
  const next = { ...readPreferences(), ...change };
  writeStored(key, JSON.stringify(next));
  return next;
}
