import { watchLevel } from './levelMeter';
import { MicrophoneHealth } from './microphoneHealth';
import type { MicrophoneTrouble } from './microphoneHealth';

type Microphone = {
  track: MediaStreamTrack;
  /** Off in the meeting: the track is disabled, so a clone listens for speech. Its sound never leaves this page. */
  isMuted: boolean;
};

/** Tells what is wrong with an open microphone, whenever that changes, until the returned function is called. */
export function watchMicrophone(
  { track, isMuted }: Microphone,
  onTrouble: (trouble: MicrophoneTrouble | null) => void,
): () => void {
  const listening = isMuted ? track.clone() : track;
  if (isMuted) listening.enabled = true;
  const health = new MicrophoneHealth();
  let last: MicrophoneTrouble | null = null;
  const stop = watchLevel(listening, (_level, { peak, isRunning }) => {
    const trouble = health.read({
      nowMs: performance.now(),
      peak,
      isHeldBack: track.muted,
      isMuted,
      isMeasured: isRunning && document.visibilityState === 'visible',
    });
    if (trouble === last) return;
    last = trouble;
    onTrouble(trouble);
  });
  return () => {
    stop();
    if (isMuted) listening.stop();
    onTrouble(null);
  };
}
