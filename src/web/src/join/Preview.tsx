import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import type { DeviceKind, DeviceStatus } from '../devices/deviceStatus';
import type { LocalMedia } from '../devices/localMedia';
import type { PreviewBlur } from '../devices/previewBlur';
import { useStore } from '../store/useStore';
import { LevelMeter } from './LevelMeter';
import { PreviewStatus } from './PreviewStatus';
import styles from './Preview.module.css';

export function Preview({ media, blur }: { media: LocalMedia; blur: PreviewBlur }) {
  const { t } = useTranslation();
  const { camera, microphone, cameraTrack, microphoneTrack } = useStore(media.state);
  const shown = camera === 'on' ? cameraTrack : null;
  const { level, track: blurred } = useStore(blur.state);
  useEffect(() => void blur.setCamera(shown), [blur, shown]);
  useEffect(() => () => void blur.setCamera(null), [blur]);
  // Who wants blur is not shown without it, not even to themselves: they would think that the others see that too.
  const picture = level === 'off' ? shown : blurred;

  return (
    <section className={styles.preview} aria-label={t('join.preview')}>
      <div className={styles.frame}>
        {picture && shown ? (
          <PreviewVideo track={picture} isMirrored={looksAtOneself(shown)} />
        ) : (
          <VideoOff className={styles.off} aria-hidden="true" />
        )}
        <div className={styles.controls}>
          <DeviceToggle kind="microphone" status={microphone} media={media} />
          <DeviceToggle kind="camera" status={camera} media={media} />
        </div>
        <LevelMeter track={microphone === 'on' ? microphoneTrack : null} />
      </div>
      <PreviewStatus media={media} />
    </section>
  );
}

const looksAtOneself = (camera: MediaStreamTrack) => camera.getSettings().facingMode !== 'environment';

function PreviewVideo({ track, isMirrored }: { track: MediaStreamTrack; isMirrored: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      className={isMirrored ? styles.mirrored : undefined}
      data-testid="preview"
      autoPlay
      playsInline
      muted
    />
  );
}

const icons = {
  camera: { on: Video, off: VideoOff },
  microphone: { on: Mic, off: MicOff },
};

function DeviceToggle(props: { kind: DeviceKind; status: DeviceStatus; media: LocalMedia }) {
  const { kind, status, media } = props;
  const { t } = useTranslation();
  const isOn = status === 'on' || status === 'starting';
  const Icon = icons[kind][isOn ? 'on' : 'off'];
  const label = t(`join.${kind}${isOn ? 'On' : 'Off'}`);
  return (
    <button
      type="button"
      className={styles.toggle}
      data-testid={`toggle-${kind}`}
      data-on={isOn}
      aria-label={label}
      title={label}
      onClick={() => void media.toggle(kind)}
    >
      <Icon size={22} aria-hidden="true" />
    </button>
  );
}
