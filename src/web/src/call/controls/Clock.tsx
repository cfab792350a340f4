import { useEffect, useState } from 'react';
import styles from './TopBar.module.css';

/** The time of day: in full screen there is no other, and meetings have ends. */
export function Clock() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const untilNextMinute = 60_000 - (Date.now() % 60_000);
    const timer = setTimeout(() => setNow(new Date()), untilNextMinute + 50);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <time className={styles.clock} dateTime={now.toISOString()}>
      {now.toLocaleTimeString(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' })}
    </time>
  );
}
