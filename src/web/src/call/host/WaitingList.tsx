import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WaitingPerson } from '../../api/lobby';
import { clockText } from '../../meeting/countdown';
import { useStore } from '../../store/useStore';
import { useNow } from '../../ui/useNow';
import { useCall } from '../useCall';
import styles from './WaitingList.module.css';

/** Above the people who are in: those who want to be. */
export function WaitingList() {
  const { t } = useTranslation();
  const { lobby, moderation } = useCall().hosting;
  const waiting = useStore(lobby.waiting);
  const isBusy = useStore(moderation.isBusy);
  if (waiting.length === 0) return null;
  return (
    <section className={styles.waiting} aria-labelledby="waiting-people" data-testid="waiting-list">
      <h3 id="waiting-people">{t('host.waitingCount', { count: waiting.length })}</h3>
      <ul>
        {waiting.map((person) => (
          <li key={person.id}>
            <span className={styles.who}>
              <span className={styles.name}>{person.display_name}</span>
              <span className={styles.since}>
                <Since time={person.since} />
              </span>
            </span>
            <AdmitButtons person={person} />
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <div className={styles.all}>
          <button type="button" disabled={isBusy} onClick={() => void moderation.admitAll()}>
            {t('host.admitAll')}
          </button>
          <button type="button" disabled={isBusy} onClick={() => void moderation.denyAll()}>
            {t('host.denyAll')}
          </button>
        </div>
      )}
    </section>
  );
}

function Since({ time }: { time: string }) {
  const { t } = useTranslation();
  return t('host.since', { time: clockText(useNow() - Date.parse(time)) });
}

export function AdmitButtons({ person: { id, display_name: name } }: { person: WaitingPerson }) {
  const { t } = useTranslation();
  const { lobby, moderation } = useCall().hosting;
  const decide = async (decision: Promise<boolean>) => {
    if (await decision) lobby.forget([id]);
  };
  return (
    <span className={styles.buttons}>
      <button
        type="button"
        className={styles.admit}
        aria-label={t('host.admitName', { name })}
        data-testid="admit"
        onClick={() => void decide(moderation.admit(id, name))}
      >
        <Check size={18} aria-hidden="true" />
        {t('host.admit')}
      </button>
      <button
        type="button"
        className={styles.deny}
        aria-label={t('host.denyName', { name })}
        data-testid="deny"
        onClick={() => void decide(moderation.deny(id, name))}
      >
        <X size={18} aria-hidden="true" />
        {t('host.deny')}
      </button>
    </span>
  );
}
