import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDown, CircleAlert } from 'lucide-react';
import { statusLine } from '../devices/deviceStatus';
import type { DeviceStatus } from '../devices/deviceStatus';
import { Button } from '../ui/Button';
import styles from './PreviewStatus.module.css';

type Props = { camera: DeviceStatus; microphone: DeviceStatus; onRetry: () => void };

/** One line about both devices; a problem opens into what to do about it. */
export function PreviewStatus({ camera, microphone, onRetry }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { status, device, problem } = statusLine(camera, microphone);

  if (!problem) {
    return (
      <p className={styles.line} role="status" data-status={status}>
        {t(`devices.${status}.${device}`)}
      </p>
    );
  }
  return (
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
        <p>{t(`devices.help.${problem}`)}</p>
        <p>{t('join.withoutDevices')}</p>
        {problem !== 'insecure' && (
          <Button look="secondary" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </div>
    </div>
  );
}
