import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import styles from './Modal.module.css';

type Props = {
  title: string;
  testId: string;
  /** Escape is an answer, too. */
  onCancel: () => void;
  children: ReactNode;
  /** Buttons; the one with `data-harmless` has the focus at first. */
  actions: ReactNode;
};

/** A question that has to be answered before anything else. */
export function Modal({ title, testId, onCancel, children, actions }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open) return;
    element.showModal();
    // It may come while one types: the next key must not decide anything.
    element.querySelector<HTMLElement>('[data-harmless]')?.focus();
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
