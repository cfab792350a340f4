import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import fields from '../ui/fields.module.css';
import { checkName, readName } from './displayName';
import type { NameProblem } from './displayName';
import styles from './JoinForm.module.css';

type Props = { joining: boolean; error: string | null; onJoin: (name: string) => void };

export function JoinForm({ joining, error, onJoin }: Props) {
  const { t } = useTranslation();
  const [input, setInput] = useState(readName);
  const [problem, setProblem] = useState<NameProblem | null>(null);

  // On phones the keyboard would cover the page.
  useEffect(() => {
    if (window.matchMedia?.('(pointer: fine)').matches) document.getElementById('displayName')?.focus();
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (joining) return;
    const checked = checkName(input);
    setProblem(checked.problem);
    if (checked.problem) document.getElementById('displayName')?.focus();
    else onJoin(checked.name);
  };

  const message = problem === 'empty' ? t('join.nameEmpty') : problem === 'long' ? t('join.nameLong') : error;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div>
        <label className={fields.label} htmlFor="displayName">
          {t('join.name')}
        </label>
        <input
          id="displayName"
          name="name"
          className={fields.input}
          value={input}
          placeholder={t('join.namePlaceholder')}
          autoComplete="name"
          enterKeyHint="go"
          aria-invalid={problem !== null}
          aria-describedby={message ? 'displayName-error' : undefined}
          onChange={(event) => {
            setInput(event.target.value);
            setProblem(null);
          }}
        />
        {message && (
          <p id="displayName-error" className={fields.error} role="alert">
            {message}
          </p>
        )}
      </div>
      <Button type="submit" busy={joining}>
        {joining ? t('join.joining') : t('join.button')}
      </Button>
    </form>
  );
}
