import type { TrackReference } from '@livekit/components-react';
import { useTranslation } from 'react-i18next';
import { MonitorUp } from 'lucide-react';
import { TrackVideo } from './TrackVideo';
import type { Size } from './layout';
import styles from './ScreenTile.module.css';

export function ScreenTile({ screen, size }: { screen: TrackReference; size: Size }) {
  const { t } = useTranslation();
  const { participant, publication } = screen;
  return (
    <figure className={styles.screen} style={size} data-testid="stage" data-identity={participant.identity}>
      {publication.track && <TrackVideo track={publication.track} fit="contain" />}
      <figcaption className={styles.caption}>
        <MonitorUp size={14} aria-hidden="true" />
        {t('call.screenOf', { name: participant.name || t('call.guest') })}
      </figcaption>
    </figure>
  );
}
