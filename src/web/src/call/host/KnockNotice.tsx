import { useEffect } from 'react';
import { BellRing, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { useCall } from '../useCall';
import { AdmitButtons } from './WaitingList';
import styles from './KnockNotice.module.css';

/** Somebody stands at the door: seen wherever the host looks, and answered with one click. */
export function KnockNotice() {
  const { t } = useTranslation();
  const call = useCall();
  const { lobby, moderation } = call.hosting;
  const knocking = useStore(lobby.knocking);
  const isListOpen = useStore(call.panel, (open) => open === 'people');
  const isBusy = useStore(moderation.isBusy);
  const [first, ...others] = knocking;
  const text =
    first &&
    (others.length === 0
      ? t('host.knock', { name: first.display_name })
      : t('host.knocks', { name: first.display_name, count: others.length }));
  useEffect(() => {
    if (text) announce(text);
  }, [text]);
  // The open list shows the same people with the same buttons.
  if (!first || isListOpen) return null;

  return (
    <section className={styles.notice} aria-label={t('host.waitingTitle')} data-testid="knock">
      <BellRing size={20} aria-hidden="true" />
      <p>{text}</p>
      <button
        type="button"
        className={styles.close}
        aria-label={t('common.close')}
        onClick={() => lobby.dismiss()}
      >
        <X size={18} aria-hidden="true" />
      </button>
      <div className={styles.actions}>
        {others.length === 0 ? (
          <AdmitButtons person={first} />
        ) : (
          <>
            <button
              type="button"
              className={styles.main}
              disabled={isBusy}
              onClick={() => void moderation.admitAll()}
            >
              {t('host.admitAll')}
            </button>
            <button type="button" className={styles.other} onClick={() => call.panel.toggle('people')}>
              {t('host.showWaiting')}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
