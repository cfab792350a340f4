import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import '../i18n/later';
import { keyFragment } from '../encryption/key';
import { shareLink } from '../meeting/meetingLink';
import { useStore } from '../store/useStore';
import { useTitle } from '../ui/useTitle';
import { ControlBar } from './controls/ControlBar';
import { TopBar } from './controls/TopBar';
import { watchKeys } from './controls/watchKeys';
import type { Call } from './model';
import { AloneCard } from './notices/AloneCard';
import { Banners } from './notices/Banners';
import { ReactionLayer } from './notices/ReactionLayer';
import { StillThere } from './notices/StillThere';
import { ToastList } from './notices/ToastList';
import { announceCall } from './notices/announceCall';
import { SidePanel } from './panels/SidePanel';
import { HostDialogs } from './host/HostDialogs';
import { KnockNotice } from './host/KnockNotice';
import { PipView } from './stage/PipView';
import { Stage } from './stage/Stage';
import { CallContext } from './useCall';
import styles from './CallView.module.css';

const tabTitles = {
  connecting: 'tab.connecting',
  reconnecting: 'tab.reconnecting',
  connected: 'tab.call',
} as const;

type Props = { call: Call; meetingId: string; title: string | null; alias?: string | null };

export function CallView({ call, meetingId, title, alias = null }: Props) {
  const { t } = useTranslation();
  const phase = useStore(call.session.state, (state) => state.phase);
  const { secrets } = call.session.encryption ?? {};
  const link = shareLink(meetingId, alias) + (secrets ? keyFragment(secrets.key) : '');
  const unread = useStore(call.chat.unread);
  const waiting = useStore(call.hosting.lobby.waiting, (list) => list.length);
  const tab = waiting > 0 ? t('host.tab', { count: waiting }) : t(tabTitles[phase]);
  useTitle(unread > 0 ? `(${unread}) ${tab}` : tab, title ?? meetingId);
  useEffect(() => watchKeys(call), [call]);
  useEffect(() => announceCall(call), [call]);

  return (
    <CallContext.Provider value={call}>
      <div className={styles.call} data-page="call" data-phase={phase}>
        <a href="#controls" className={styles.skip}>
          {t('call.skipToControls')}
        </a>
        <TopBar title={title ?? meetingId} link={link} />
        <main className={styles.main}>
          <Banners />
          <div className={styles.stage}>
            <Stage />
            <ReactionLayer />
            <KnockNotice />
            <AloneCard link={link} title={title ?? t('call.calendarTitle')} />
            <ToastList />
          </div>
        </main>
        <SidePanel />
        <footer id="controls" tabIndex={-1} className={styles.controls}>
          <ControlBar link={link} />
        </footer>
        <StillThere />
        <HostDialogs />
        <PipView />
      </div>
    </CallContext.Provider>
  );
}
