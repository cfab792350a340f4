import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MicOff } from 'lucide-react';
import type { MicrophoneTrouble } from '../devices/microphoneHealth';
import { watchMicrophone } from '../devices/watchMicrophone';
import styles from './MicrophoneHint.module.css';

/** Says so when an open microphone gives nothing; goes away by itself at the first sound. */
export function MicrophoneHint({ track }: { track: MediaStreamTrack | null }) {
  const { t } = useTranslation();
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null);
  useEffect(() => (track ? watchMicrophone({ track, isMuted: false }, setTrouble) : undefined), [track]);
  return (
    <div role="status">
      {trouble && (
        <p className={styles.hint} data-testid="microphone-hint" data-trouble={trouble}>
          <MicOff size={18} aria-hidden="true" />
          <span>
            <strong>{t(`microphone.${trouble}.title`)}</strong> {t(`microphone.${trouble}.text`)}
          </span>
        </p>
      )}
    </div>
  );
}
