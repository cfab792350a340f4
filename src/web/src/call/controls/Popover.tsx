import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ControlButton } from './ControlButton';
import styles from './Popover.module.css';

type Props = {
  label: string;
  text: string;
  icon: ReactNode;
  testId: string;
  isBusy?: boolean;
  children: (close: () => void) => ReactNode;
};

/** A control that opens a small dialog above itself; on phones it comes from below. Escape and a click beside it close it. */
export function Popover({ label, text, icon, testId, isBusy = false, children }: Props) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    document.getElementById(`${id}-button`)?.focus();
  };
  return (
    <div className={styles.anchor}>
      <ControlButton
        id={`${id}-button`}
        label={label}
        text={text}
        icon={icon}
        look={isOpen ? 'active' : 'plain'}
        isBusy={isBusy}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-testid={testId}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <PopoverBody id={id} label={label} onClose={close}>
          {children(close)}
        </PopoverBody>
      )}
    </div>
  );
}

type BodyProps = { id: string; label: string; onClose: () => void; children: ReactNode };

function PopoverBody({ id, label, onClose, children }: BodyProps) {
  const body = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  useEffect(() => {
    const element = body.current;
    element?.querySelector<HTMLElement>('button, [href], select, input')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close.current();
      else if (event.key === 'Tab') keepInside(element, event);
    };
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !element?.parentElement?.contains(event.target)) close.current();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
    };
  }, []);

  return (
    <div ref={body} id={id} className={styles.body} role="dialog" aria-label={label}>
      {children}
    </div>
  );
}

/** Tab goes round inside: behind the dialog there is nothing that can be seen to have the focus. */
function keepInside(element: HTMLElement | null, event: KeyboardEvent): void {
  const stops = [...(element?.querySelectorAll<HTMLElement>('button, [href], select, input') ?? [])];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
