import { memo, useEffect, useRef } from 'react';
import { LocalVideoTrack, TrackEvent } from 'livekit-client';
import type { Track } from 'livekit-client';
import { fitOf } from './grid';
import styles from './TrackVideo.module.css';

type Props = {
  track: Track;
  /** `whole`: a shared screen loses nothing at its edges. */
  fit?: 'crop' | 'whole';
  width: number;
  height: number;
  onShape?: (isUpright: boolean) => void;
};

/** A picture without sound: all sound is played in one place for the whole meeting. */
export const TrackVideo = memo(function TrackVideo({ track, fit = 'crop', width, height, onShape }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(onShape);
  useEffect(() => {
    tell.current = onShape;
  });

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);

  // What depends on the picture itself goes past React: it comes with the picture, not with a render.
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const shape = () => {
      const { videoWidth, videoHeight } = element;
      element.style.objectFit =
        fit === 'whole' ? 'contain' : fitOf({ width: videoWidth, height: videoHeight }, { width, height });
      if (videoWidth > 0) tell.current?.(videoHeight > videoWidth);
    };
    const mirror = () => element.classList.toggle(styles.mirrored!, looksAtOneself(track));
    shape();
    mirror();
    element.addEventListener('resize', shape);
    track.on(TrackEvent.Restarted, mirror);
    return () => {
      element.removeEventListener('resize', shape);
      track.off(TrackEvent.Restarted, mirror);
    };
  }, [track, fit, width, height]);

  return <video ref={video} className={styles.video} autoPlay playsInline muted />;
});

/** People know themselves from the mirror; the camera on the back of a phone shows the world as it is. */
function looksAtOneself(track: Track): boolean {
  return (
    track instanceof LocalVideoTrack && track.mediaStreamTrack.getSettings().facingMode !== 'environment'
  );
}
