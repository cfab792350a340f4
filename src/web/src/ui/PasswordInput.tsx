import { useState } from 'react';
import type { ComponentProps } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import fields from './fields.module.css';
import styles from './PasswordInput.module.css';

type Props = Omit<ComponentProps<'input'>, 'type' | 'onChange'> & {
  value: string;
  /** A new one is chosen, so it is shown at first. */
  isNew?: boolean;
  onChange: (value: string) => void;
};

/** A password of a meeting: shared by many, so that seeing it is no secret from the person who types. */
export function PasswordInput({ isNew = false, onChange, ...rest }: Props) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(isNew);
  const label = t(isShown ? 'common.hidePassword' : 'common.showPassword');
  return (
    <span className={styles.field}>
      <input
        {...rest}
        className={fields.input}
        type={isShown ? 'text' : 'password'}
        // Password managers would offer the passwords of accounts.
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={128}
        onChange={(event) => onChange(event.target.value)}
      />
      <button type="button" aria-label={label} title={label} onClick={() => setShown(!isShown)}>
        {isShown ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
      </button>
    </span>
  );
}
