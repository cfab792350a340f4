import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/useStore';
import { clockText } from '../meeting/countdown';
import { announce } from '../ui/Announcer';
import { Button } from '../ui/Button';
import { useNow } from '../ui/useNow';
import type { Waiting } from './waiting';
import styles from './WaitingPanel.module.css';

type Props = {
  waiting: Waiting;
  title: string | null;
  /** The door is open; it only takes a moment. */
  isAdmitted: boolean;
  onLeave: () => void;
};

/** Beside one's own picture: somebody has to open the door. */
export function WaitingPanel({ waiting, title, isAdmitted, onLeave }: Props) {
  const { t } = useTranslation();
  const { isHostPresent, position, isConnected } = useStore(waiting.state);
  const heading = useRef<HTMLHeadingElement>(null);
  const text = t(`lobby.${sentenceOf(isAdmitted, isConnected, isHostPresent)}`);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => announce(text), [text]);

  return (
    <section className={styles.panel} aria-labelledby="waiting-title" data-testid="waiting">
      <span className={styles.pulse} data-connected={isConnected} aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <h1 id="waiting-title" ref={heading} tabIndex={-1} className={styles.title}>
        {t('lobby.title')}
      </h1>
      {title && <p className={styles.meeting}>{title}</p>}
      <p className={styles.text} data-host-present={isHostPresent}>
        {text}
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>{t('lobby.since')}</dt>
          <dd>
            <Elapsed since={waiting.place.since} />
          </dd>
        </div>
        {position !== null && (
          <div>
            <dt>{t('lobby.place')}</dt>
            <dd>{position}</dd>
          </div>
        )}
      </dl>
      {!isAdmitted && (
        <Button look="secondary" data-testid="leave-waiting" onClick={onLeave}>
          {t('lobby.leave')}
        </Button>
      )}
    </section>
  );
}

function sentenceOf(isAdmitted: boolean, isConnected: boolean, isHostPresent: boolean) {
  if (isAdmitted) return 'admitted';
  if (!isConnected) return 'reconnecting';
  return isHostPresent ? 'hostPresent' : 'hostAbsent';
}

/** Apart, so that the rest does not render every second. */
function Elapsed({ since }: { since: number }) {
  return <span role="timer">{clockText(useNow() - since)}</span>;
}
