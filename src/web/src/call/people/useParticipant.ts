import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import { ConnectionQuality, ParticipantEvent } from 'livekit-client';
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

/**
 * Marks the element of whoever speaks with `data-speaking`. Past React: speaking changes several times a second in a
 * lively meeting and changes nothing but a ring.
 */
export function useSpeakingMark(
  element: RefObject<HTMLElement | null>,
  participant: Participant,
  isMuted: boolean,
): void {
  useEffect(() => {
    const mark = () => {
      element.current?.setAttribute('data-speaking', String(participant.isSpeaking && !isMuted));
    };
    mark();
    participant.on(ParticipantEvent.IsSpeakingChanged, mark);
    return () => {
      participant.off(ParticipantEvent.IsSpeakingChanged, mark);
    };
  }, [element, participant, isMuted]);
}

export type BadQuality = 'poor' | 'lost';

/** Null while the connection is good enough: nobody needs to be told that all is well. */
export function useBadQuality(participant: Participant): BadQuality | null {
  const subscribe = useCallback(
    (onChange: () => void) => {
      participant.on(ParticipantEvent.ConnectionQualityChanged, onChange);
      return () => {
        participant.off(ParticipantEvent.ConnectionQualityChanged, onChange);
      };
    },
    [participant],
  );
  return useSyncExternalStore(subscribe, () => badQuality(participant.connectionQuality));
}

function badQuality(quality: ConnectionQuality): BadQuality | null {
  if (quality === ConnectionQuality.Poor) return 'poor';
  return quality === ConnectionQuality.Lost ? 'lost' : null;
}
