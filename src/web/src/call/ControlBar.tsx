import { useTranslation } from 'react-i18next';
import { Mic, MicOff, MonitorUp, MonitorX, PhoneOff, Video, VideoOff } from 'lucide-react';
import { useStore } from '../store/useStore';
import { ControlButton } from './ControlButton';
import { CopyLinkButton } from './CopyLinkButton';
import { DevicesMenu } from './DevicesMenu';
import type { CallSession } from './callSession';
import { shortcutAria, shortcutText } from './shortcuts';
import styles from './ControlBar.module.css';

const canShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {});

export function ControlBar({ session, link }: { session: CallSession; link: string }) {
  const { t } = useTranslation();
  const { phase, isMicrophoneOn, isCameraOn, isSharing, isBusy } = useStore(session.state);
  const isConnecting = phase === 'connecting';
  const iconProps = { size: 22, 'aria-hidden': true };

  return (
    <div className={styles.bar} role="toolbar" aria-label={t('call.controls')}>
      <ControlButton
        label={t(isMicrophoneOn ? 'call.microphoneOn' : 'call.microphoneOff')}
        hint={shortcutText('microphone')}
        icon={isMicrophoneOn ? <Mic {...iconProps} /> : <MicOff {...iconProps} />}
        look={isMicrophoneOn ? 'plain' : 'off'}
        isBusy={isConnecting || isBusy.microphone}
        aria-keyshortcuts={shortcutAria('microphone')}
        data-testid="microphone"
        data-on={isMicrophoneOn}
        onClick={() => void session.toggleMicrophone()}
      />
      <ControlButton
        label={t(isCameraOn ? 'call.cameraOn' : 'call.cameraOff')}
        hint={shortcutText('camera')}
        icon={isCameraOn ? <Video {...iconProps} /> : <VideoOff {...iconProps} />}
        look={isCameraOn ? 'plain' : 'off'}
        isBusy={isConnecting || isBusy.camera}
        aria-keyshortcuts={shortcutAria('camera')}
        data-testid="camera"
        data-on={isCameraOn}
        onClick={() => void session.toggleCamera()}
      />
      {canShare && (
        <ControlButton
          label={t(isSharing ? 'call.stopSharing' : 'call.share')}
          icon={isSharing ? <MonitorX {...iconProps} /> : <MonitorUp {...iconProps} />}
          look={isSharing ? 'active' : 'plain'}
          isBusy={isConnecting || isBusy.screen}
          data-testid="share"
          data-on={isSharing}
          onClick={() => void session.toggleScreen()}
        />
      )}
      <DevicesMenu room={session.room} />
      <CopyLinkButton link={link} />
      <ControlButton
        label={t('call.leave')}
        icon={<PhoneOff {...iconProps} />}
        look="leave"
        data-testid="leave"
        onClick={() => session.leave()}
      />
    </div>
  );
}
