import { useTranslation } from 'react-i18next';
import { MicOff } from 'lucide-react';
import type { MicrophoneTrouble } from '../devices/microphoneHealth';
import styles from './MicrophoneHint.module.css';

/** An open microphone gives nothing; what to do about it. */
export function MicrophoneHint({ trouble }: { trouble: MicrophoneTrouble }) {
  const { t } = useTranslation();
  return (
    <span className={styles.hint} data-testid="microphone-hint" data-trouble={trouble}>
      <MicOff size={18} aria-hidden="true" />
      <span>
        <strong>{t(`microphone.${trouble}.title`)}</strong> {t(`microphone.${trouble}.text`)}
      </span>
    </span>
  );
}
