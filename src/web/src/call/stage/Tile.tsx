import { memo, useRef } from 'react';
import { Hand, MicOff, MonitorUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { Avatar } from '../../ui/Avatar';
import { avatarColour } from '../../ui/avatar';
import { CannotRead } from '../people/CannotRead';
import { QualityMark } from '../people/QualityMark';
import { emojis } from '../people/reactions';
import { cameraTile } from '../people/roster';
import type { StageTile } from '../people/roster';
import { useParticipantMedia, useSpeakingMark } from '../people/useParticipant';
import { useCall } from '../useCall';
import { TileActions } from './TileActions';
import { TrackVideo } from './TrackVideo';
import type { Placed } from './arrange';
import styles from './Tile.module.css';

type Props = {
  tile: StageTile;
  x: number;
  y: number;
  width: number;
  height: number;
  role: Placed['role'];
};

/** A person, or a screen that somebody shares. */
export const Tile = memo(function Tile(props: Props) {
  const { tile, x, y, width, height, role } = props;
  return tile.kind === 'screen' ? (
    <ScreenTile {...props} />
  ) : (
    <PersonTile tile={tile} x={x} y={y} width={width} height={height} role={role} />
  );
});

const place = ({ x, y, width, height }: Props) => ({ width, height, transform: `translate(${x}px, ${y}px)` });

function PersonTile(props: Props) {
  const { tile, width, height, role } = props;
  const { participant } = tile;
  const { t } = useTranslation();
  const call = useCall();
  const element = useRef<HTMLLIElement>(null);
  const media = useParticipantMedia(participant);
  useSpeakingMark(element, participant, media.isMuted);
  const isCameraOn = useStore(call.session.state, (state) => !participant.isLocal || state.isCameraOn);
  const isAudioOnly = useStore(
    call.preferences,
    ({ receive }) => receive === 'audio' && !participant.isLocal,
  );

  const trouble = useEncryptionTrouble(participant.identity);

  // Until the server has said who we are, and until our picture is published, the session knows.
  const own = participant.isLocal ? call.session.own : null;
  const identity = media.identity || (own?.identity ?? '');
  const name = media.name || own?.name || t('call.guest');
  const camera = isAudioOnly ? null : (media.camera ?? (isCameraOn ? own?.camera : null));
  const label = participant.isLocal ? t('call.tileName', { name }) : name;

  return (
    <li
      ref={element}
      className={`${styles.tile} ${styles[role]}`}
      style={{ ...place(props), '--tint': avatarColour(identity).ground } as React.CSSProperties}
      data-testid="tile"
      data-role={role}
      data-identity={identity}
      data-local={participant.isLocal}
      data-muted={media.isMuted}
      tabIndex={-1}
    >
      {trouble ? (
        <CannotRead trouble={trouble} name={name} />
      ) : camera ? (
        <TrackVideo
          track={camera}
          width={width}
          height={height}
          onShape={(isUpright) => call.roster.setShape(cameraTile(participant), isUpright)}
        />
      ) : (
        <Avatar name={name} seed={identity} />
      )}
      <TileMarks identity={identity} />
      <span className={styles.label}>
        {media.isMuted && (
          <span className={styles.muted}>
            <MicOff size={14} aria-hidden="true" />
            <span className="visually-hidden">{t('call.muted')}</span>
          </span>
        )}
        <span className={styles.name}>{label}</span>
        <QualityMark participant={participant} />
      </span>
      {role !== 'inset' && <TileActions tile={tile} name={label} element={element} />}
    </li>
  );
}

function useEncryptionTrouble(identity: string) {
  const call = useCall();
  return useStore(call.encryption, ({ troubles }) => troubles.get(identity) ?? null);
}

/** Hand and reaction: apart, so that they do not render the picture. */
function TileMarks({ identity }: { identity: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const position = useStore(call.hands.queue, (queue) => queue.indexOf(identity) + 1);
  const emoji = useStore(
    call.reactions.shown,
    (shown) => shown.findLast((reaction) => reaction.identity === identity)?.emoji ?? null,
  );
  return (
    <>
      {position > 0 && (
        <span className={styles.hand} data-testid="hand" title={t('call.handPosition', { position })}>
          <Hand size={16} aria-hidden="true" />
          <span aria-hidden="true">{position}</span>
          <span className="visually-hidden">{t('call.handPosition', { position })}</span>
        </span>
      )}
      {emoji && (
        <span className={styles.reaction} aria-hidden="true">
          {emojis[emoji]}
        </span>
      )}
    </>
  );
}

function ScreenTile(props: Props) {
  const { tile, width, height } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLLIElement>(null);
  const media = useParticipantMedia(tile.participant);
  const trouble = useEncryptionTrouble(tile.participant.identity);
  const name = media.name || t('call.guest');
  const label = t('call.screenOf', { name });
  return (
    <li
      ref={element}
      className={`${styles.tile} ${styles.screen}`}
      style={place(props)}
      data-testid="stage"
      data-role={props.role}
      data-identity={media.identity}
      tabIndex={-1}
    >
      {trouble && <CannotRead trouble={trouble} name={name} />}
      {!trouble && media.screen && (
        <TrackVideo track={media.screen} fit="whole" width={width} height={height} />
      )}
      <span className={styles.label}>
        <MonitorUp size={14} aria-hidden="true" />
        <span className={styles.name}>{label}</span>
      </span>
      <TileActions tile={tile} name={label} element={element} />
    </li>
  );
}
