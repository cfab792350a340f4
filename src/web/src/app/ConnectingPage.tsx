import { useTranslation } from 'react-i18next';
import styles from './ConnectingPage.module.css';

/** Seen only when the media code is still loading after the click on "Join". */
export function ConnectingPage() {
  const { t } = useTranslation();
  return (
    <main className={styles.connecting} data-page="connecting">
      <p role="status">{t('call.connecting')}</p>
    </main>
  );
}
