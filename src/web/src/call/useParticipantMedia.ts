import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Participant } from 'livekit-client';
import { isSame, readMedia, watchMedia } from './participantMedia';
import type { ParticipantMedia } from './participantMedia';

/** Renders only the tile whose person changed. */
export function useParticipantMedia(participant: Participant): ParticipantMedia {
  const last = useRef<ParticipantMedia | null>(null);
  const subscribe = useCallback((onChange: () => void) => watchMedia(participant, onChange), [participant]);
  const read = () => {
    const now = readMedia(participant);
    if (!last.current || !isSame(last.current, now)) last.current = now;
    return last.current;
  };
  return useSyncExternalStore(subscribe, read);
}
