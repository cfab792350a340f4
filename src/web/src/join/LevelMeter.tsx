import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { watchLevel } from '../devices/levelMeter';
import styles from './LevelMeter.module.css';

const bars = [0.55, 0.8, 1, 0.8, 0.55];

/** Moves without React: the level goes straight into a custom property. */
export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const { t } = useTranslation();
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = meter.current;
    if (!track || !element) return;
    const stop = watchLevel(track, (level) => {
      element.style.setProperty('--level', level.toFixed(2));
      element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
    });
    return () => {
      stop();
      element.style.setProperty('--level', '0');
    };
  }, [track]);

  return (
    <div
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label={t('join.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      data-testid="level"
      hidden={!track}
    >
      {bars.map((height, index) => (
        <span key={index} style={{ ['--bar' as string]: height }} />
      ))}
    </div>
  );
}
