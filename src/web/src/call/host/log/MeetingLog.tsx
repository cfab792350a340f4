import { Suspense, lazy, useState } from 'react';
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './MeetingLog.module.css';

// Seldom looked at: it comes, with its texts, when it is opened.
const Deeds = lazy(() => import('./Deeds').then((module) => ({ default: module.Deeds })));

/** What hosts and co-hosts did in this meeting. */
export function MeetingLog() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles.log}
      data-testid="meeting-log"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <History size={20} aria-hidden="true" />
        {t('host.log')}
      </summary>
      {isOpen && (
        <Suspense fallback={<p role="status">{t('host.loading')}</p>}>
          <Deeds />
        </Suspense>
      )}
    </details>
  );
}
