import { readStored, writeStored } from '../../store/storage';
import { Store } from '../../store/store';
import { layoutChoices } from '../stage/arrange';
import type { LayoutChoice } from '../stage/arrange';

/** How good the pictures of others may be at most; `audio` shows shared screens but no cameras. */
export type ReceiveLimit = 'best' | 'medium' | 'low' | 'audio';
export const receiveLimits: readonly ReceiveLimit[] = ['best', 'medium', 'low', 'audio'];

/** What this browser remembers of a call, beside its devices. */
export type CallPreferences = {
  layout: LayoutChoice;
  receive: ReceiveLimit;
  noiseSuppression: boolean;
  echoCancellation: boolean;
  /** Letters alone act as shortcuts; can be switched off (WCAG 2.1.4). */
  singleKeys: boolean;
  /** A sound when somebody comes. */
  sounds: boolean;
};

const key = 'treff.call';
const defaults: CallPreferences = {
  layout: 'auto',
  receive: 'best',
  noiseSuppression: true,
  echoCancellation: true,
  singleKeys: true,
  sounds: true,
};

export function readCallPreferences(): CallPreferences {
  const read = { ...defaults };
  try {
    const stored = JSON.parse(readStored(key) ?? '{}') as Record<string, unknown>;
    for (const name of ['noiseSuppression', 'echoCancellation', 'singleKeys', 'sounds'] as const) {
      const value = stored[name];
      if (typeof value === 'boolean') read[name] = value;
    }
    read.layout = layoutChoices.find((choice) => choice === stored.layout) ?? read.layout;
    read.receive = receiveLimits.find((limit) => limit === stored.receive) ?? read.receive;
  } catch {
    // Written by something else: start over.
  }
  return read;
}

/** A store that remembers what is patched into it. */
export class CallPreferencesStore extends Store<CallPreferences> {
  constructor() {
    super(readCallPreferences());
  }

  override set(next: CallPreferences): void {
    super.set(next);
    writeStored(key, JSON.stringify(next));
  }
}
