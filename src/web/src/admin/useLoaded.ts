import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../api/request';

export type Loaded<T> = {
  value: T | null;
  /** The server's sentence, or null for ours. */ error: { detail: string | null } | null;
};

/** Asks the server, again after `reload`, and keeps what it had until the next answer is there. `load` must keep its identity. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> & { reload: () => void } {
  const [state, setState] = useState<Loaded<T>>({ value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (value) => setState({ value, error: null }),
      (failure: unknown) => {
        if (stop.signal.aborted) return;
        const detail = failure instanceof ApiError ? failure.detail : null;
        setState(({ value }) => ({ value, error: { detail } }));
      },
    );
    return () => stop.abort();
  }, [load, round]);
  return { ...state, reload: useCallback(() => setRound((last) => last + 1), []) };
}
