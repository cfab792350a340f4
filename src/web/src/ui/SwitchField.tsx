import { useId } from 'react';
import styles from './SwitchField.module.css';

type Props = {
  label: string;
  description?: string;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (on: boolean) => void;
};

/** On or off, at once. A checkbox that looks and is announced as a switch. */
export function SwitchField({ label, description, isOn, isDisabled = false, onChange }: Props) {
  const id = useId();
  return (
    <label className={styles.field}>
      <span className={styles.texts}>
        <span>{label}</span>
        {description && (
          <span id={id} className={styles.description}>
            {description}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={description ? id : undefined}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
