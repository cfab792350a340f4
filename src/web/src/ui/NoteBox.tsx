import type { ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';
import styles from './NoteBox.module.css';

type Props = {
  Icon: LucideIcon;
  look?: 'plain' | 'warning';
  /** For tests: what it is about. */
  kind?: string;
  children: ReactNode;
};

/** A calm remark beside a form. */
export function NoteBox({ Icon, look = 'plain', kind, children }: Props) {
  return (
    <div className={`${styles.note} ${look === 'warning' ? styles.warning : ''}`} data-note={kind}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.body}>{children}</div>
    </div>
  );
}
