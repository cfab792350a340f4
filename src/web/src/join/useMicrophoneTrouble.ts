import { useEffect, useState } from 'react';
import type { MicrophoneTrouble } from '../devices/microphoneHealth';
import { watchMicrophone } from '../devices/watchMicrophone';

/** What is wrong with the microphone that is open; null when nothing is, or when none is open. */
export function useMicrophoneTrouble(track: MediaStreamTrack | null): MicrophoneTrouble | null {
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null);
  useEffect(() => (track ? watchMicrophone({ track, isMuted: false }, setTrouble) : undefined), [track]);
  return trouble;
}
