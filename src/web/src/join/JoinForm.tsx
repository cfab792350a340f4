import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { hostPage } from '../embed/embedding';
import { Store } from '../store/store';
import { useStore } from '../store/useStore';
import { Button } from '../ui/Button';
import fields from '../ui/fields.module.css';
import { PasswordInput } from '../ui/PasswordInput';
import { EntryNotes } from './EntryNotes';
import { Countdown } from './Countdown';
import { checkName, readName } from './displayName';
import type { NameProblem } from './displayName';
import type { Entry } from './entry';
import styles from './JoinForm.module.css';

/** In a tab of its own there is no page around that could give a name. */
const nobody = new Store<string | null>(null);

type Props = { entry: Entry; onName: (name: string) => void };

export function JoinForm({ entry, onName }: Props) {
  const { t } = useTranslation();
  const {
    isJoining,
    password: field,
    blockedUntil,
    startsAt,
    isEnteringAtStart,
    error,
  } = useStore(entry.state);
  const given = useStore(hostPage?.givenName ?? nobody);
  const [typed, setInput] = useState<string | null>(null);
  const input = typed ?? given ?? readName();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<NameProblem | 'password' | null>(null);

  // On phones the keyboard would cover the page.
  useEffect(() => {
    if (window.matchMedia?.('(pointer: fine)').matches) document.getElementById('displayName')?.focus();
  }, []);
  // The field that is asked about.
  useEffect(() => {
    if (field === 'wrong' || (field === 'needed' && readName() !== ''))
      document.getElementById('meetingPassword')?.focus();
  }, [field]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isJoining || isEnteringAtStart || blockedUntil !== null) return;
    const checked = checkName(input);
    const isPasswordMissing = (field === 'needed' || field === 'wrong') && password === '';
    setProblem(checked.problem ?? (isPasswordMissing ? 'password' : null));
    if (checked.problem) document.getElementById('displayName')?.focus();
    else if (isPasswordMissing) document.getElementById('meetingPassword')?.focus();
    else {
      onName(checked.name);
      const typed = field === 'none' || password === '' ? null : password;
      if (startsAt === null) void entry.join(checked.name, typed);
      else entry.enterAtStart(checked.name, typed);
    }
  };

  const isAboutName = problem === 'empty' || problem === 'long';
  const sentence =
    problem === 'empty'
      ? t('join.nameEmpty')
      : problem === 'long'
        ? t('join.nameLong')
        : problem === 'password'
          ? t('join.passwordEmpty')
          : error === ''
            ? t('join.failed')
            : error;
  const isAboutPassword = problem === 'password' || (!isAboutName && field === 'wrong' && sentence !== null);
  const message = sentence && (
    <p id="join-error" className={fields.error} role="alert">
      {sentence}
      {blockedUntil !== null && (
        <>
          {' '}
          <Countdown until={blockedUntil} text="join.tryIn" />
        </>
      )}
    </p>
  );

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <EntryNotes entry={entry} />
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
          aria-invalid={isAboutName}
          aria-describedby={message && !isAboutPassword ? 'join-error' : undefined}
          onChange={(event) => {
            setInput(event.target.value);
            setProblem(null);
          }}
        />
        {!isAboutPassword && field === 'none' && message}
      </div>
      {field !== 'none' && (
        <div>
          <label className={fields.label} htmlFor="meetingPassword">
            {t(field === 'optional' ? 'join.passwordOptional' : 'join.password')}
          </label>
          <PasswordInput
            id="meetingPassword"
            value={password}
            enterKeyHint="go"
            aria-invalid={isAboutPassword}
            aria-describedby={message ? 'join-error' : 'password-hint'}
            onChange={(value) => {
              setPassword(value);
              setProblem(null);
            }}
          />
          {message ?? (
            <p id="password-hint" className={styles.hint}>
              {t(field === 'optional' ? 'join.passwordOptionalText' : 'join.passwordText')}
            </p>
          )}
        </div>
      )}
      {isEnteringAtStart && !isJoining ? (
        <Button look="secondary" onClick={() => entry.cancelEnterAtStart()}>
          {t('join.cancelStart')}
        </Button>
      ) : (
        <Button type="submit" busy={isJoining || blockedUntil !== null}>
          {isJoining ? t('join.joining') : t(startsAt === null ? 'join.button' : 'join.enterAtStart')}
        </Button>
      )}
    </form>
  );
}
