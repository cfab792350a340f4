import { memo } from 'react';
import { useIsSpeaking } from '@livekit/components-react';
import type { Participant } from 'livekit-client';
import { MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/Avatar';
import type { Own } from './callSession';
import { TrackVideo, looksAtOneself } from './TrackVideo';
import { useParticipantMedia } from './useParticipantMedia';
import styles from './Tile.module.css';

type Props = {
  participant: Participant;
  width: number;
  height: number;
  /** On the own tile only. */
  own: Own | null;
};

export const Tile = memo(function Tile({ participant, width, height, own }: Props) {
  const { t } = useTranslation();
  const media = useParticipantMedia(participant);
  const isSpeaking = useIsSpeaking(participant) && !media.isMuted;
  const identity = media.identity || (own?.identity ?? '');
  const camera = media.camera ?? own?.camera;
  const name = media.name || own?.name || t('call.guest');
  const label = participant.isLocal ? t('call.tileName', { name }) : name;

  return (
    <li
      className={styles.tile}
      style={{ width, height }}
      data-testid="tile"
      data-identity={identity}
      data-local={participant.isLocal}
      data-muted={media.isMuted}
      data-speaking={isSpeaking}
    >
      {camera ? (
        <TrackVideo track={camera} isMirrored={participant.isLocal && looksAtOneself(camera)} />
      ) : (
        <Avatar name={name} seed={identity} />
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
