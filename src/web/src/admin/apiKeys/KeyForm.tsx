import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { createApiKey } from '../../api/admin';
import type { ApiKeyCreated } from '../../api/admin';
import { ApiError } from '../../api/request';
import { Button } from '../../ui/Button';
import fields from '../../ui/fields.module.css';
import { useAdminTexts } from '../texts';

/** Asks what the key is for. */
export function KeyForm({ onCreated }: { onCreated: (key: ApiKeyCreated) => void }) {
  const { t } = useAdminTexts();
  const id = useId();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      onCreated(await createApiKey(name));
      setName('');
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') setError(t('keys.nameEmpty'));
    else void create();
  };
  return (
    <form onSubmit={submit} noValidate>
      <label className={fields.label} htmlFor={id}>
        {t('keys.name')}
      </label>
      <div className={fields.row}>
        <input
          id={id}
          className={fields.input}
          value={name}
          placeholder={t('keys.namePlaceholder')}
          autoComplete="off"
          aria-invalid={error !== null}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => {
            setName(event.target.value);
            setError(null);
          }}
        />
        <Button type="submit" busy={busy} data-testid="create-key">
          {t('keys.create')}
        </Button>
      </div>
      {error && (
        <p id={`${id}-error`} className={fields.error} role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
