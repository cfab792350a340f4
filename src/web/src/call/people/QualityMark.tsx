import type { Participant } from 'livekit-client';
import { SignalLow, SignalZero } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBadQuality } from './useParticipant';
import styles from './QualityMark.module.css';

export function QualityMark({ participant }: { participant: Participant }) {
  const { t } = useTranslation();
  const quality = useBadQuality(participant);
  if (!quality) return null;
  const Icon = quality === 'lost' ? SignalZero : SignalLow;
  return (
    <span className={styles.mark} data-quality={quality} title={t(`call.quality.${quality}`)}>
      <Icon size={16} aria-hidden="true" />
      <span className="visually-hidden">{t(`call.quality.${quality}`)}</span>
    </span>
  );
}
