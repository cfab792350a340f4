import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingRoomMode } from '../api/meetingOptions';
import styles from './WaitingRoomChoices.module.css';

const modes: readonly WaitingRoomMode[] = ['off', 'everyone', 'without_password'];

type Props = {
  value: WaitingRoomMode;
  /** Without a password nobody can know it. */
  hasPassword: boolean;
  onChange: (mode: WaitingRoomMode) => void;
};

export function WaitingRoomChoices({ value, hasPassword, onChange }: Props) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">{t('options.waitingRoom')}</legend>
      {modes
        .filter((mode) => hasPassword || mode !== 'without_password' || value === mode)
        .map((mode) => (
          <label key={mode} className={styles.choice}>
            <input
              type="radio"
              name={name}
              value={mode}
              checked={mode === value}
              onChange={() => onChange(mode)}
            />
            <span>
              {t(`options.waiting.${mode}`)}
              <span className={styles.text}>{t(`options.waitingText.${mode}`)}</span>
            </span>
          </label>
        ))}
    </fieldset>
  );
}
