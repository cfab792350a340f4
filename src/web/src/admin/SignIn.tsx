import { useId, useState } from 'react';
import { signIn } from '../api/admin';
import { ApiError } from '../api/request';
import { Button } from '../ui/Button';
import { useAdminTexts } from './texts';
import fields from '../ui/fields.module.css';
import styles from './SignIn.module.css';

type Props = { isOver: boolean; onSignedIn: () => void };

export function SignIn({ isOver, onSignedIn }: Props) {
  const { t } = useAdminTexts();
  const id = useId();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async () => {
    if (token.trim() === '') {
      setError(t('signIn.empty'));
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await signIn(token.trim());
      onSignedIn();
    } catch (failure) {
      setBusy(false);
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('signIn.failed'));
    }
  };

  return (
    <form
      className={styles.signIn}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <h1>{t('signIn.title')}</h1>
      <p className={styles.text}>{t('signIn.text')}</p>
      {isOver && <p role="status">{t('signIn.over')}</p>}
      <div>
        <label className={fields.label} htmlFor={`${id}-token`}>
          {t('signIn.token')}
        </label>
        <input
          id={`${id}-token`}
          className={fields.input}
          type="password"
          autoComplete="current-password"
          value={token}
          aria-invalid={error !== null}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => setToken(event.target.value)}
        />
        {error && (
          <p id={`${id}-error`} className={fields.error} role="alert">
            {error}
          </p>
        )}
      </div>
      <Button type="submit" busy={busy}>
        {busy ? t('signIn.signingIn') : t('signIn.button')}
      </Button>
    </form>
  );
}
