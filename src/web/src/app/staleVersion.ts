const key = 'treff.reloaded';

type Surroundings = {
  isInCall: () => boolean;
  /** Whether the server answers: without it there is no new version, and a reload would throw away what was typed. */
  isServed: () => Promise<boolean>;
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
export async function renewStalePage(surroundings: Surroundings): Promise<boolean> {
  const { isInCall, isServed, now, reload, storage } = surroundings;
  if (isInCall() || !(await isServed())) return false;
  const last = Number(storage.getItem(key) ?? 0);
  if (now() - last < againMs) return false;
  storage.setItem(key, String(now()));
  reload();
  return true;
}

export function watchForStaleVersion(): void {
  window.addEventListener('vite:preloadError', () => {
    renewStalePage({
      isInCall: () => document.querySelector('[data-page="call"]') !== null,
      isServed: () =>
        fetch('/health', { method: 'HEAD', cache: 'no-store' }).then(
          () => true,
          () => false,
        ),
      now: Date.now,
      reload: () => location.reload(),
      storage: sessionStorage,
    }).catch((error: unknown) => {
      // Storage is blocked: without it a reload could go on for ever, so the page stays as it is.
      console.warn('This page is older than the server and could not be renewed.', error);
    });
  });
}
