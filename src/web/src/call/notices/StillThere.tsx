import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { useCall } from '../useCall';
import styles from './StillThere.module.css';

/** Spoken at these seconds; every second would drown the answer. */
const spokenAt = [120, 60, 30, 10];

export function StillThere() {
  const { t } = useTranslation();
  const { alone, session } = useCall();
  const { secondsLeft } = useStore(alone.state);
  const dialog = useRef<HTMLDialogElement>(null);
  const isAsking = secondsLeft !== null;

  useEffect(() => {
    if (isAsking) dialog.current?.showModal();
  }, [isAsking]);
  useEffect(() => {
    if (secondsLeft !== null && spokenAt.includes(secondsLeft))
      announce(t('call.stillThereText', { count: secondsLeft }));
  }, [secondsLeft, t]);

  if (secondsLeft === null) return null;
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="still-there"
      data-testid="still-there"
      // Escape is an answer, too.
      onCancel={() => alone.stay()}
    >
      <h2 id="still-there">{t('call.stillThere')}</h2>
      <p>{t('call.stillThereText', { count: secondsLeft })}</p>
      <div className={styles.actions}>
        <Button onClick={() => alone.stay()}>{t('call.stay')}</Button>
        <Button look="secondary" onClick={() => session.leave()}>
          {t('call.leave')}
        </Button>
      </div>
    </dialog>
  );
}
