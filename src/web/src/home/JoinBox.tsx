import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { meetingLink, parseMeetingAddress } from '../meeting/meetingLink';
import { Button } from '../ui/Button';
import fields from '../ui/fields.module.css';
import styles from './JoinBox.module.css';

const example = 'abc-defg-hij';

export function JoinBox({ onOpen }: { onOpen: (path: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [input, setInput] = useState('');
  const [error, setError] = useState<'empty' | 'wrong' | null>(null);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const path = parseMeetingAddress(input);
    if (path) {
      onOpen(path);
      return;
    }
    setError(input.trim() === '' ? 'empty' : 'wrong');
    document.getElementById(id)?.focus();
  };

  return (
    <form onSubmit={submit} noValidate>
      <label className={fields.label} htmlFor={id}>
        {t('home.joinLabel')}
      </label>
      <div className={styles.row}>
        <input
          id={id}
          className={fields.input}
          value={input}
          placeholder={t('home.joinPlaceholder')}
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          aria-invalid={error !== null}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => {
            setInput(event.target.value);
            setError(null);
          }}
        />
        <Button type="submit" look="secondary">
          {t('home.join')}
        </Button>
      </div>
      {error && (
        <div id={`${id}-error`} className={fields.error} role="alert">
          <p>{t(error === 'empty' ? 'home.joinEmpty' : 'home.joinError')}</p>
          <ul className={styles.examples}>
            <li>{example}</li>
            <li>{meetingLink(example)}</li>
          </ul>
        </div>
      )}
    </form>
  );
}
