import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDown, CircleAlert } from 'lucide-react';
import { statusLine } from '../devices/deviceStatus';
import type { LocalMedia } from '../devices/localMedia';
import { useStore } from '../store/useStore';
import { Button } from '../ui/Button';
import { AccessSteps } from './AccessSteps';
import { MicrophoneHint } from './MicrophoneHint';
import { useMicrophoneTrouble } from './useMicrophoneTrouble';
import styles from './PreviewStatus.module.css';

/** One line about both devices; a problem opens into what to do about it. */
export function PreviewStatus({ media }: { media: LocalMedia }) {
  const { t } = useTranslation();
  const { camera, microphone, microphoneTrack, deniedBy } = useStore(media.state);
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const trouble = useMicrophoneTrouble(microphone === 'on' ? microphoneTrack : null);
  const { status, device, problem } = statusLine(camera, microphone);

  if (!problem) {
    return (
      <p className={styles.line} role="status" data-status={status}>
        {trouble ? <MicrophoneHint trouble={trouble} /> : t(`devices.${status}.${device}`)}
      </p>
    );
  }
  return (
    <>
      <div className={styles.problem} data-status={problem}>
        <div className={styles.summary}>
          <CircleAlert size={18} aria-hidden="true" />
          <p role="alert">{t(`devices.${status}.${device}`)}</p>
          <button
            type="button"
            className={styles.more}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {t('join.help')}
            <ChevronDown size={16} aria-hidden="true" />
          </button>
        </div>
        <div id={id} hidden={!isOpen} className={styles.help}>
          {problem === 'denied' ? (
            <AccessSteps by={deniedBy[device === 'microphone' ? 'microphone' : 'camera']} />
          ) : (
            <p>{t(`devices.help.${problem}`)}</p>
          )}
          <p>{t('join.withoutDevices')}</p>
          {problem !== 'insecure' && (
            <Button look="secondary" onClick={() => void media.retry()}>
              {t('common.retry')}
            </Button>
          )}
        </div>
      </div>
      {/* No camera is no reason to keep quiet about the microphone. */}
      {trouble && (
        <p className={styles.line} role="status">
          <MicrophoneHint trouble={trouble} />
        </p>
      )}
    </>
  );
}
