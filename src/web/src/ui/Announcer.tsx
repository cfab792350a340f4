import { useSyncExternalStore } from 'react';

/** The only live region of the app: whatever a sighted person notices without looking for it is said here. */
let message = '';
let version = 0;
let listeners: (() => void)[] = [];

export function announce(text: string): void {
  message = text;
  version += 1;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners = [...listeners, listener];
  return () => {
    listeners = listeners.filter((other) => other !== listener);
  };
}

export function Announcer() {
  const current = useSyncExternalStore(subscribe, () => version);
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      {/* A new element each time, so that the same sentence twice is said twice. */}
      <span key={current}>{message}</span>
    </div>
  );
}
