import { useId } from 'react';
import fields from '../ui/fields.module.css';
import styles from './SearchField.module.css';

type Props = { label: string; placeholder: string; value: string; onChange: (value: string) => void };

export function SearchField({ label, placeholder, value, onChange }: Props) {
  const id = useId();
  return (
    <div className={styles.search} role="search">
      <label className={fields.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={fields.input}
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
