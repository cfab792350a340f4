import { useEffect } from 'react';
import { RoomAudioRenderer, RoomContext } from '@livekit/components-react';
import { useTranslation } from 'react-i18next';
import { meetingLink } from '../meeting/meetingLink';
import { useStore } from '../store/useStore';
import { useTitle } from '../ui/useTitle';
import { AloneCard } from './AloneCard';
import { Banners } from './Banners';
import { ControlBar } from './ControlBar';
import { Stage } from './Stage';
import { TopBar } from './TopBar';
import type { CallSession } from './callSession';
import { actionOfKey } from './shortcuts';
import { useAnnouncements } from './useAnnouncements';
import { keepAwake } from './wakeLock';
import styles from './CallView.module.css';

const tabTitles = {
  connecting: 'tab.connecting',
  reconnecting: 'tab.reconnecting',
  connected: 'tab.call',
} as const;

type Props = { session: CallSession; meetingId: string; title: string | null };

export function CallView({ session, meetingId, title }: Props) {
  const { t } = useTranslation();
  const { phase } = useStore(session.state);
  const link = meetingLink(meetingId);
  useTitle(t(tabTitles[phase]), title ?? meetingId);
  useAnnouncements(session);
  useShortcuts(session);
  useEffect(keepAwake, []);

  return (
    <RoomContext.Provider value={session.room}>
      <main className={styles.call} data-page="call" data-phase={phase}>
        <TopBar title={title ?? meetingId} />
        <Banners session={session} />
        <Stage session={session} />
        {phase !== 'connecting' && <AloneCard link={link} />}
        <ControlBar session={session} link={link} />
        <RoomAudioRenderer />
      </main>
    </RoomContext.Provider>
  );
}

function useShortcuts(session: CallSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = actionOfKey(event);
      if (!action) return;
      // The browser would set a bookmark or go to its search field.
      event.preventDefault();
      if (event.repeat) return;
      void (action === 'microphone' ? session.toggleMicrophone() : session.toggleCamera());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}
