import type { LiveWorker } from '../../api/admin';
import { formatShare } from '../format';
import { useAdminTexts } from '../texts';
import styles from './Workers.module.css';

export function Workers({ workers }: { workers: readonly LiveWorker[] }) {
  const { t } = useAdminTexts();
  return (
    <section aria-labelledby="workers-title" className={styles.workers}>
      <h2 id="workers-title">{t('live.workers')}</h2>
      <ul>
        {workers.map((worker) => (
          <Worker key={worker.worker} worker={worker} />
        ))}
      </ul>
    </section>
  );
}

function Worker({ worker }: { worker: LiveWorker }) {
  const { t, i18n } = useAdminTexts();
  const time = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(
    worker.slow_turn_milliseconds,
  );
  return (
    <li>
      <p className={styles.head}>
        <strong>{t('live.worker', { number: worker.worker + 1 })}</strong>
        <span>{t('live.busy', { share: formatShare(worker.busy, i18n.language, '') })}</span>
      </p>
      <div className={styles.bar} aria-hidden="true">
        <div style={{ width: `${Math.round(worker.busy * 100)}%` }} data-high={worker.busy > 0.8} />
      </div>
      <p className={styles.text}>
        {t('live.workerText', {
          rooms: worker.rooms,
          people: worker.participants,
          time,
          waiting: worker.waiting,
        })}
        {worker.faults > 0 && (
          <span className={styles.faults}> {t('live.faults', { count: worker.faults })}</span>
        )}
      </p>
    </li>
  );
}
