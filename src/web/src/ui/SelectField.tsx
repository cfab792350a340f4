import { useId } from 'react';
import type { ReactNode } from 'react';
import styles from './SelectField.module.css';
import fields from './fields.module.css';

export type Option = { value: string; label: string };

type Props = {
  label: string;
  icon?: ReactNode;
  options: Option[];
  value: string;
  disabled?: boolean;
  onChange: (value: string) => void;
};

export function SelectField({ label, icon, options, value, disabled, onChange }: Props) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {icon}
        <span className={icon ? 'visually-hidden' : undefined}>{label}</span>
      </label>
      <select
        id={id}
        className={fields.select}
        value={value}
        disabled={disabled}
        title={label}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
