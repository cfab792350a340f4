import { memo, useEffect, useRef } from 'react';
import { LocalVideoTrack } from 'livekit-client';
import type { Track } from 'livekit-client';
import styles from './TrackVideo.module.css';

type Props = { track: Track; fit?: 'cover' | 'contain'; isMirrored?: boolean };

/** A picture without sound: all sound is played by one renderer for the whole meeting. */
export const TrackVideo = memo(function TrackVideo({ track, fit = 'cover', isMirrored = false }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);
  return (
    <video
      ref={video}
      className={[styles.video, isMirrored && styles.mirrored].filter(Boolean).join(' ')}
      style={{ objectFit: fit }}
      autoPlay
      playsInline
      muted
    />
  );
});

/** People know themselves from the mirror; the camera on the back of a phone shows the world as it is. */
export function looksAtOneself(track: Track): boolean {
  return (
    track instanceof LocalVideoTrack && track.mediaStreamTrack.getSettings().facingMode !== 'environment'
  );
}
