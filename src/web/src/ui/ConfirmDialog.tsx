import { useId } from 'react';
import type { Ref } from 'react';
import { Button } from './Button';
import styles from './ConfirmDialog.module.css';

type Props = {
  ref: Ref<HTMLDialogElement>;
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
};

/** Asks before something that cannot be undone. Open it with `showModal()`; Escape and Cancel do nothing. */
export function ConfirmDialog({ ref, title, text, confirm, cancel, onConfirm }: Props) {
  const id = useId();
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <form method="dialog" className={styles.actions}>
        <Button type="submit" look="secondary">
          {cancel}
        </Button>
        <Button type="submit" className={styles.danger} data-testid="confirm" onClick={onConfirm}>
          {confirm}
        </Button>
      </form>
    </dialog>
  );
}
