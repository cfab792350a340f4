import { Button } from '../ui/Button';
import { useAdminTexts } from './texts';
import styles from './Failure.module.css';

type Props = { error: { detail: string | null }; onRetry: () => void };

export function Failure({ error, onRetry }: Props) {
  const { t } = useAdminTexts();
  return (
    <div role="alert" className={styles.failure}>
      <p>{error.detail ?? t('failed')}</p>
      <Button look="secondary" onClick={onRetry}>
        {t('retry')}
      </Button>
    </div>
  );
}
