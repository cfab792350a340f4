import { createPortal } from 'react-dom';
import { Maximize2, Mic, MicOff, PhoneOff, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { Avatar } from '../../ui/Avatar';
import { CannotRead } from '../people/CannotRead';
import { useParticipantMedia } from '../people/useParticipant';
import type { StageTile } from '../people/roster';
import { useCall } from '../useCall';
import { TrackVideo } from './TrackVideo';
import styles from './PipView.module.css';

/** What the small window shows; it is part of this page, so that everything in it works as here. */
export function PipView() {
  const { pip } = useCall();
  const opened = useStore(pip.window);
  return opened && createPortal(<PipContent />, opened.document.body);
}

function PipContent() {
  const { t } = useTranslation();
  const { roster, session, pip } = useCall();
  const tiles = useStore(roster.tiles);
  const speaker = useStore(roster.speaker);
  const { isMicrophoneOn, isCameraOn } = useStore(session.state);
  const tile =
    tiles.findLast(({ kind }) => kind === 'screen') ??
    tiles.find(({ id }) => id === speaker) ??
    tiles.find(({ isLocal }) => !isLocal) ??
    tiles[0];
  const icon = { size: 20, 'aria-hidden': true } as const;
  const button = (label: string, picture: React.ReactNode, onClick: () => void, look = '') => (
    <button type="button" className={look} aria-label={label} title={label} onClick={onClick}>
      {picture}
    </button>
  );

  return (
    <main className={styles.pip} data-testid="pip">
      {tile && <PipTile tile={tile} />}
      <div className={styles.controls} role="group" aria-label={t('call.controls')}>
        {button(
          t(isMicrophoneOn ? 'call.microphoneOn' : 'call.microphoneOff'),
          isMicrophoneOn ? <Mic {...icon} /> : <MicOff {...icon} />,
          () => void session.toggleMicrophone(),
          isMicrophoneOn ? '' : styles.off,
        )}
        {button(
          t(isCameraOn ? 'call.cameraOn' : 'call.cameraOff'),
          isCameraOn ? <Video {...icon} /> : <VideoOff {...icon} />,
          () => void session.toggleCamera(),
          isCameraOn ? '' : styles.off,
        )}
        {button(t('call.backToCall'), <Maximize2 {...icon} />, () => {
          window.focus();
          pip.close();
        })}
        {button(t('call.leave'), <PhoneOff {...icon} />, () => session.leave(), styles.leave)}
      </div>
    </main>
  );
}

function PipTile({ tile }: { tile: StageTile }) {
  const { t } = useTranslation();
  const { session, encryption } = useCall();
  const { identity } = tile.participant;
  const trouble = useStore(encryption, ({ troubles }) => troubles.get(identity) ?? null);
  const media = useParticipantMedia(tile.participant);
  const name = media.name || (tile.isLocal ? session.own.name : t('call.guest'));
  const track = tile.kind === 'screen' ? media.screen : media.camera;
  return (
    <div className={styles.tile}>
      {trouble ? (
        <CannotRead trouble={trouble} name={name} />
      ) : track ? (
        <TrackVideo track={track} fit={tile.kind === 'screen' ? 'whole' : 'crop'} width={360} height={270} />
      ) : (
        <Avatar name={name} seed={media.identity} />
      )}
      <span className={styles.name}>{name}</span>
    </div>
  );
}
