import { useState } from 'react';
import type { ReactNode } from 'react';
import {
  Check,
  Hand,
  Keyboard,
  LayoutGrid,
  Link,
  MonitorUp,
  PictureInPicture2,
  Settings2,
  ShieldCheck,
} from 'lucide-react';
import { SwitchCamera, Users, MessageSquare, Expand } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { copyText } from '../../ui/copyText';
import { canFlip, flipCamera } from '../session/flipCamera';
import { canFullscreen } from '../stage/fullscreen';
import { PictureInPicture } from '../stage/pictureInPicture';
import { useCall } from '../useCall';
import { LayoutChoices } from './LayoutChoices';
import { ReactionPicker } from './ReactionPicker';
import { canShare, toggleHand, toggleStageFullscreen } from './callActions';
import type { ShortcutAction } from './shortcuts';
import { shortcutText } from './shortcuts';
import type { OptionalControl } from './visibleControls';
import styles from './MoreMenu.module.css';

type Props = { link: string; inBar: readonly OptionalControl[]; onDone: () => void };

const icon = { size: 20, 'aria-hidden': true } as const;

/** Everything that the bar has no room for, and what is needed once in a meeting. */
export function MoreMenu({ link, inBar, onDone }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const isRaised = useStore(call.hands.own, (own) => own.isRaised);
  const role = useStore(call.hosting.role);
  const isSharing = useStore(call.session.state, (state) => state.isSharing);
  const isMissing = (control: OptionalControl) => !inBar.includes(control);
  const [isCopied, setCopied] = useState(false);
  const then = (action: () => void) => () => {
    onDone();
    action();
  };
  const copy = async () => {
    const worked = await copyText(link);
    setCopied(worked);
    announce(worked ? t('call.copied') : t('call.copyFailed', { link }));
  };

  return (
    <div className={styles.menu}>
      {isMissing('reactions') && <ReactionPicker onDone={onDone} />}
      {isMissing('hand') && (
        <Item icon={<Hand {...icon} />} shortcut="hand" onClick={then(() => toggleHand(call))}>
          {t(isRaised ? 'call.lowerHand' : 'call.raiseHand')}
        </Item>
      )}
      {isMissing('share') && canShare && (
        <Item
          icon={<MonitorUp {...icon} />}
          shortcut="share"
          onClick={then(() => void call.session.toggleScreen())}
        >
          {t(isSharing ? 'call.stopSharing' : 'call.share')}
        </Item>
      )}
      {isMissing('people') && (
        <Item icon={<Users {...icon} />} shortcut="people" onClick={then(() => call.panel.toggle('people'))}>
          {t('call.panel.people')}
        </Item>
      )}
      {isMissing('chat') && (
        <Item
          icon={<MessageSquare {...icon} />}
          shortcut="chat"
          onClick={then(() => call.panel.toggle('chat'))}
        >
          {t('call.panel.chat')}
        </Item>
      )}
      <fieldset className={styles.layout}>
        <legend>
          <LayoutGrid {...icon} />
          {t('call.layout')}
        </legend>
        <LayoutChoices />
      </fieldset>
      {canFlip(call.room) && (
        <Item icon={<SwitchCamera {...icon} />} onClick={then(() => void flipCamera(call.room))}>
          {t('call.flipCamera')}
        </Item>
      )}
      {PictureInPicture.isSupported && (
        <Item icon={<PictureInPicture2 {...icon} />} onClick={then(() => void call.pip.toggle())}>
          {t('call.pictureInPicture')}
        </Item>
      )}
      {canFullscreen && (
        <Item icon={<Expand {...icon} />} shortcut="fullscreen" onClick={then(toggleStageFullscreen)}>
          {t('call.fullscreenStage')}
        </Item>
      )}
      <Item
        icon={isCopied ? <Check {...icon} /> : <Link {...icon} />}
        testId="copy-link"
        onClick={() => void copy()}
      >
        {t(isCopied ? 'call.copied' : 'call.copy')}
      </Item>
      <Item
        icon={<Settings2 {...icon} />}
        testId="open-settings"
        onClick={then(() => call.panel.toggle('settings'))}
      >
        {t('call.panel.settings')}
      </Item>
      {role !== null && (
        <Item
          icon={<ShieldCheck {...icon} />}
          testId="open-meeting"
          onClick={then(() => call.panel.toggle('meeting'))}
        >
          {t('call.panel.meeting')}
        </Item>
      )}
      <Item icon={<Keyboard {...icon} />} shortcut="help" onClick={then(() => call.panel.toggle('help'))}>
        {t('call.panel.help')}
      </Item>
    </div>
  );
}

type ItemProps = {
  icon: ReactNode;
  shortcut?: ShortcutAction;
  testId?: string;
  onClick: () => void;
  children: ReactNode;
};

function Item({ icon: picture, shortcut, testId, onClick, children }: ItemProps) {
  return (
    <button type="button" className={styles.item} data-testid={testId} onClick={onClick}>
      {picture}
      <span>{children}</span>
      {shortcut && (
        <kbd className={styles.key} aria-hidden="true">
          {shortcutText(shortcut)}
        </kbd>
      )}
    </button>
  );
}
