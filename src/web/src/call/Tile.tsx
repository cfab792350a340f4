import { memo } from 'react';
import { useIsSpeaking } from '@livekit/components-react';
import type { Participant, Track } from 'livekit-client';
import { MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/Avatar';
import { TrackVideo, looksAtOneself } from './TrackVideo';
import { useParticipantMedia } from './useParticipantMedia';
import styles from './Tile.module.css';

type Props = {
  participant: Participant;
  width: number;
  height: number;
  /** Own picture before it is published. */
  fallback: Track | null;
};

export const Tile = memo(function Tile({ participant, width, height, fallback }: Props) {
  const { t } = useTranslation();
  const media = useParticipantMedia(participant);
  const isSpeaking = useIsSpeaking(participant) && !media.isMuted;
  const camera = media.camera ?? fallback;
  const name = media.name || t('call.guest');
  const label = participant.isLocal ? t('call.tileName', { name }) : name;

  return (
    <li
      className={styles.tile}
      style={{ width, height }}
      data-testid="tile"
      data-identity={participant.identity}
      data-local={participant.isLocal}
      data-muted={media.isMuted}
      data-speaking={isSpeaking}
    >
      {camera ? (
        <TrackVideo track={camera} isMirrored={participant.isLocal && looksAtOneself(camera)} />
      ) : (
        <Avatar name={name} seed={participant.identity} />
      )}
      <span className={styles.label}>
        {media.isMuted && (
          <span className={styles.muted}>
            <MicOff size={14} aria-hidden="true" />
            <span className="visually-hidden">{t('call.muted')}</span>
          </span>
        )}
        <span className={styles.name}>{label}</span>
      </span>
    </li>
  );
});
