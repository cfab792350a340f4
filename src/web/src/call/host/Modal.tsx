import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import styles from './Modal.module.css';

type Props = {
  title: string;
  testId: string;
  /** Escape is an answer, too. */
  onCancel: () => void;
  children: ReactNode;
  /** Buttons; the harmless one has the focus at first. */
  actions: ReactNode;
};

/** A question that has to be answered before anything else. */
export function Modal({ title, testId, onCancel, children, actions }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <div className={styles.actions}>{actions}</div>
    </dialog>
  );
}
