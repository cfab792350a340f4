import type { Room } from 'livekit-client';
import { readStored } from '../../store/storage';

declare global {
  interface Window {
    __treffRoom?: Room;
  }
}

/** For tests and support: `?debug` in the address or `treff.debug` in localStorage makes the room reachable. */
export function exposeForSupport(room: Room): () => void {
  const isWanted = new URLSearchParams(location.search).has('debug') || readStored('treff.debug') !== null;
  if (!isWanted) return () => undefined;
  window.__treffRoom = room;
  return () => {
    delete window.__treffRoom;
  };
}
