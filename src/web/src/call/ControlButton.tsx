import type { ComponentProps, ReactNode } from 'react';
import styles from './ControlButton.module.css';

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  label: string;
  icon: ReactNode;
  /** Shown in the tooltip behind the label. */
  hint?: string;
  look?: 'plain' | 'off' | 'active' | 'leave';
  isBusy?: boolean;
};

/** A round switch. While busy it keeps its focus, so that the keyboard does not lose its place. */
export function ControlButton(props: Props) {
  const { label, icon, hint, look = 'plain', isBusy = false, onClick, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.control} ${styles[look]}`}
      aria-label={label}
      aria-disabled={isBusy || undefined}
      title={hint ? `${label} (${hint})` : label}
      onClick={(event) => {
        if (!isBusy) onClick?.(event);
      }}
    >
      {icon}
    </button>
  );
}
