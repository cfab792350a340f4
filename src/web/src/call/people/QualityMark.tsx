import type { Participant } from 'livekit-client';
import { useTranslation } from 'react-i18next';
import { useBadQuality } from './useParticipant';
import styles from './QualityMark.module.css';

/** Three bars of which one is left, or none; nothing at all while the connection is good enough. */
export function QualityMark({ participant }: { participant: Participant }) {
  const { t } = useTranslation();
  const quality = useBadQuality(participant);
  if (!quality) return null;
  const bars = quality === 'lost' ? 0 : 1;
  return (
    <span
      className={styles.mark}
      data-testid="quality"
      data-quality={quality}
      title={t(`call.quality.${quality}`)}
    >
      <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={bar * 6}
            y={9 - bar * 4.5}
            width="4"
            height={5 + bar * 4.5}
            rx="1.5"
            opacity={bar < bars ? 1 : 0.35}
          />
        ))}
      </svg>
      <span className="visually-hidden">{t(`call.quality.${quality}`)}</span>
    </span>
  );
}
