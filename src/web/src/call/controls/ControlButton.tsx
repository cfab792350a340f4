import type { ComponentProps, ReactNode } from 'react';
import styles from './ControlButton.module.css';

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  /** What a click does; contains `text`, so that people who speak to their computer can name what they see. */
  label: string;
  /** One word under the icon, where there is room. */
  text: string;
  icon: ReactNode;
  /** Shown in the tooltip behind the label. */
  hint?: string;
  badge?: number;
  look?: 'plain' | 'off' | 'active' | 'leave';
  isBusy?: boolean;
  /** Why it cannot be used now. A click still goes through, so that it can be said to those who see no tooltip. */
  blocked?: string | null;
};

/** A round switch with its word. While busy it keeps its focus, so that the keyboard does not lose its place. */
export function ControlButton(props: Props) {
  const {
    label,
    text,
    icon,
    hint,
    badge = 0,
    look = 'plain',
    isBusy = false,
    blocked,
    onClick,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.control} ${styles[look]}`}
      aria-label={blocked ? `${label}. ${blocked}` : label}
      aria-disabled={isBusy || Boolean(blocked) || undefined}
      data-blocked={blocked ? true : undefined}
      title={blocked ?? (hint ? `${label} (${hint})` : label)}
      onClick={(event) => {
        if (!isBusy) onClick?.(event);
      }}
    >
      <span className={styles.icon}>
        {icon}
        {/* The number is in the label already, as a sentence. */}
        {badge > 0 && <span className={styles.badge} data-count={badge > 99 ? '99+' : badge} />}
      </span>
      <span className={styles.text}>{text}</span>
    </button>
  );
}
