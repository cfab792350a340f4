import { useEffect, useRef } from 'react';
import { useParticipants } from '@livekit/components-react';
import { RoomEvent } from 'livekit-client';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LogoMark } from '../ui/Logo';
import styles from './TopBar.module.css';

export function TopBar({ title }: { title: string }) {
  const { t } = useTranslation();
  const { length: count } = useParticipants({ updateOnlyOn: [RoomEvent.ParticipantConnected] });
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone with its page.
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className={styles.bar}>
      <LogoMark size={26} />
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      <p className={styles.count}>
        <Users size={16} aria-hidden="true" />
        <span aria-hidden="true">{count}</span>
        <span className="visually-hidden">{t('call.people', { count })}</span>
      </p>
    </header>
  );
}
