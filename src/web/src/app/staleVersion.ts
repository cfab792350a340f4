const key = 'treff.reloaded';

type Surroundings = {
  isInCall: () => boolean;
  now: () => number;
  reload: () => void;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
};

/** One reload cures an old page; a second one within the minute would not help, and would go on for ever. */
const againMs = 60_000;

/**
 * The server has been updated while the page was open: parts that it has not loaded yet no longer exist. A reload brings the new version, but
 * never in a call, whose parts are all there. Returns whether it reloaded.
 */
export function renewStalePage({ isInCall, now, reload, storage }: Surroundings): boolean {
  if (isInCall()) return false;
  const last = Number(storage.getItem(key) ?? 0);
  if (now() - last < againMs) return false;
  storage.setItem(key, String(now()));
  reload();
  return true;
}

export function watchForStaleVersion(): void {
  window.addEventListener('vite:preloadError', (event) => {
    try {
      const isRenewed = renewStalePage({
        isInCall: () => document.querySelector('[data-page="call"]') !== null,
        now: Date.now,
        reload: () => location.reload(),
        storage: sessionStorage,
      });
      // The fault of a page that is on its way out is none.
      if (isRenewed) event.preventDefault();
    } catch {
      // Storage is blocked: without it a reload could go on for ever, so the fault is shown.
    }
  });
}
