import { useRef, useState } from 'react';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fetchApiKeys, revokeApiKey } from '../../api/admin';
import type { ApiKeyCreated, ApiKeyListed } from '../../api/admin';
import { ApiError } from '../../api/request';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Failure } from '../Failure';
import { useLoaded } from '../useLoaded';
import { useAdminTexts } from '../texts';
import { KeyForm } from './KeyForm';
import { NewKey } from './NewKey';
import styles from './KeysPanel.module.css';

/** Keys with which other servers create meetings here. */
export function KeysPanel() {
  const { t } = useAdminTexts();
  const { value, error, reload } = useLoaded(fetchApiKeys);
  const [created, setCreated] = useState<ApiKeyCreated | null>(null);
  const onCreated = (key: ApiKeyCreated) => {
    setCreated(key);
    reload();
  };
  return (
    <section className={styles.panel} aria-labelledby="keys-title">
      <h1 id="keys-title">{t('keys.title')}</h1>
      <p className={styles.text}>{t('keys.text')}</p>
      {value && <p data-testid="creation-policy">{t(`keys.policy.${value.create_meetings}`)}</p>}
      <KeyForm onCreated={onCreated} />
      {created && <NewKey key={created.id} created={created} />}
      {error && <Failure error={error} onRetry={reload} />}
      {!value && !error && <p role="status">{t('loading')}</p>}
      {value?.keys.length === 0 && <p className={styles.text}>{t('keys.none')}</p>}
      <ul className={styles.list}>
        {value?.keys.map((key) => (
          <Key key={key.id ?? `environment ${key.name}`} apiKey={key} onRevoked={reload} />
        ))}
      </ul>
    </section>
  );
}

function Key({ apiKey, onRevoked }: { apiKey: ApiKeyListed; onRevoked: () => void }) {
  const { t } = useAdminTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const { id, name } = apiKey;
  const revoke = async () => {
    if (id === null) return;
    try {
      await revokeApiKey(id);
      onRevoked();
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    }
  };
  return (
    <li data-testid="api-key">
      <KeyRound size={22} aria-hidden="true" className={styles.icon} />
      <div className={styles.about}>
        <h2>{name}</h2>
        <KeyFacts apiKey={apiKey} />
        {error && <p role="alert">{error}</p>}
      </div>
      {id !== null && (
        <>
          <Button
            look="secondary"
            onClick={() => dialog.current?.showModal()}
            aria-label={t('keys.revokeKey', { name })}
          >
            {t('keys.revoke')}
          </Button>
          <ConfirmDialog
            ref={dialog}
            title={t('keys.revokeTitle', { name })}
            text={t('keys.revokeText')}
            confirm={t('keys.revokeNow')}
            cancel={t('cancel')}
            onConfirm={() => void revoke()}
          />
        </>
      )}
    </li>
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKeyListed }) {
  const { t } = useAdminTexts();
  const { i18n } = useTranslation();
  const when = (time: string) =>
    new Date(time).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  if (apiKey.created_at === null) return <p>{t('keys.environment')}</p>;
  return (
    <p>
      <code>{apiKey.start}…</code> · {t('keys.created', { time: when(apiKey.created_at) })} ·{' '}
      {apiKey.last_used_at === null ? t('keys.unused') : t('keys.used', { time: when(apiKey.last_used_at) })}
    </p>
  );
}
