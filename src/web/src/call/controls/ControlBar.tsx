import { useRef } from 'react';
import { Ellipsis, Hand, MessageSquare, Mic, MicOff, MonitorUp, MonitorX } from 'lucide-react';
import { SmilePlus, Users, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import type { PanelName } from '../panels/panel';
import { useSize } from '../stage/useSize';
import { LeaveButton } from '../host/LeaveButton';
import { useBlocked } from '../host/useBlocked';
import { useCall } from '../useCall';
import { ControlButton } from './ControlButton';
import { MoreMenu } from './MoreMenu';
import { Popover } from './Popover';
import { ReactionPicker } from './ReactionPicker';
import { canShare, toggleHand } from './callActions';
import { shortcutAria, shortcutText } from './shortcuts';
import { optionalControls, visibleControls } from './visibleControls';
import styles from './ControlBar.module.css';

const icon = { size: 22, 'aria-hidden': true } as const;

export function ControlBar({ link }: { link: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const bar = useRef<HTMLDivElement>(null);
  const { width } = useSize(bar);
  const isConnecting = useStore(call.session.state, ({ phase }) => phase === 'connecting');
  const wanted = optionalControls.filter((control) => control !== 'share' || canShare);
  const visible = visibleControls(width || window.innerWidth, wanted);

  return (
    <div ref={bar} className={styles.bar} role="group" aria-label={t('call.controls')} data-testid="controls">
      <DeviceSwitches />
      {visible.includes('share') && <ShareButton />}
      {visible.includes('hand') && <HandButton />}
      {visible.includes('reactions') && (
        <Popover
          label={t('call.reactions')}
          text={t('call.reactions')}
          icon={<SmilePlus {...icon} />}
          testId="reactions"
          isBusy={isConnecting}
        >
          {(close) => <ReactionPicker onDone={close} />}
        </Popover>
      )}
      {visible.includes('people') && <PanelButton name="people" />}
      {visible.includes('chat') && <PanelButton name="chat" />}
      <Popover label={t('call.more')} text={t('call.more')} icon={<Ellipsis {...icon} />} testId="more">
        {(close) => <MoreMenu link={link} inBar={visible} onDone={close} />}
      </Popover>
      <LeaveButton />
    </div>
  );
}

function DeviceSwitches() {
  const { t } = useTranslation();
  const { session } = useCall();
  const { phase, isMicrophoneOn, isCameraOn, isBusy } = useStore(session.state);
  const isConnecting = phase === 'connecting';
  const blocked = useBlocked();
  return (
    <>
      <ControlButton
        label={t(isMicrophoneOn ? 'call.microphoneOn' : 'call.microphoneOff')}
        text={t('call.microphone')}
        hint={shortcutText('microphone')}
        icon={isMicrophoneOn ? <Mic {...icon} /> : <MicOff {...icon} />}
        look={isMicrophoneOn ? 'plain' : 'off'}
        isBusy={isConnecting || isBusy.microphone}
        blocked={isMicrophoneOn ? null : blocked.microphone}
        aria-keyshortcuts={shortcutAria('microphone')}
        data-testid="microphone"
        data-on={isMicrophoneOn}
        onClick={() => void session.toggleMicrophone()}
      />
      <ControlButton
        label={t(isCameraOn ? 'call.cameraOn' : 'call.cameraOff')}
        text={t('call.camera')}
        hint={shortcutText('camera')}
        icon={isCameraOn ? <Video {...icon} /> : <VideoOff {...icon} />}
        look={isCameraOn ? 'plain' : 'off'}
        isBusy={isConnecting || isBusy.camera}
        blocked={isCameraOn ? null : blocked.camera}
        aria-keyshortcuts={shortcutAria('camera')}
        data-testid="camera"
        data-on={isCameraOn}
        onClick={() => void session.toggleCamera()}
      />
    </>
  );
}

function ShareButton() {
  const { t } = useTranslation();
  const { session } = useCall();
  const { phase, isSharing, isBusy } = useStore(session.state);
  const blocked = useBlocked().share;
  return (
    <ControlButton
      label={t(isSharing ? 'call.stopSharing' : 'call.share')}
      text={t(isSharing ? 'call.stopShort' : 'call.shareShort')}
      hint={shortcutText('share')}
      icon={isSharing ? <MonitorX {...icon} /> : <MonitorUp {...icon} />}
      look={isSharing ? 'active' : 'plain'}
      isBusy={phase === 'connecting' || isBusy.screen}
      blocked={isSharing ? null : blocked}
      aria-keyshortcuts={shortcutAria('share')}
      data-testid="share"
      data-on={isSharing}
      onClick={() => void session.toggleScreen()}
    />
  );
}

function HandButton() {
  const { t } = useTranslation();
  const call = useCall();
  const isRaised = useStore(call.hands.own, (own) => own.isRaised);
  const isConnecting = useStore(call.session.state, ({ phase }) => phase === 'connecting');
  return (
    <ControlButton
      label={t(isRaised ? 'call.lowerHand' : 'call.raiseHand')}
      text={t('call.hand')}
      hint={shortcutText('hand')}
      icon={<Hand {...icon} />}
      look={isRaised ? 'active' : 'plain'}
      isBusy={isConnecting}
      aria-keyshortcuts={shortcutAria('hand')}
      data-testid="raise-hand"
      data-on={isRaised}
      onClick={() => toggleHand(call)}
    />
  );
}

function PanelButton({ name }: { name: Extract<PanelName, 'people' | 'chat'> }) {
  const { t } = useTranslation();
  const call = useCall();
  const isOpen = useStore(call.panel, (open) => open === name);
  const hands = useStore(call.hands.queue, (queue) => queue.length);
  const unread = useStore(call.chat.unread);
  const waiting = useStore(call.hosting.lobby.waiting, (list) => list.length);
  const badge = name === 'people' ? waiting || hands : unread;
  const badgeText =
    name === 'people' && waiting > 0 ? 'host.waitingBadge' : (`call.panelBadge.${name}` as const);
  const Icon = name === 'people' ? Users : MessageSquare;
  const text = t(`call.panel.${name}`);
  return (
    <ControlButton
      label={badge > 0 ? t(badgeText, { count: badge }) : text}
      text={text}
      hint={shortcutText(name)}
      icon={<Icon {...icon} />}
      badge={badge}
      look={isOpen ? 'active' : 'plain'}
      aria-expanded={isOpen}
      aria-keyshortcuts={shortcutAria(name)}
      data-testid={`panel-${name}`}
      onClick={() => call.panel.toggle(name)}
    />
  );
}
