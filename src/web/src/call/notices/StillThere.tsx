import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { Modal } from '../Modal';
import { useCall } from '../useCall';

/** Spoken at these seconds; every second would drown the answer. */
const spokenAt = [120, 60, 30, 10];

export function StillThere() {
  const { t } = useTranslation();
  const { alone, session } = useCall();
  const { secondsLeft } = useStore(alone.state);
  useEffect(() => {
    if (secondsLeft !== null && spokenAt.includes(secondsLeft))
      announce(t('call.stillThereText', { count: secondsLeft }));
  }, [secondsLeft, t]);

  if (secondsLeft === null) return null;
  return (
    <Modal
      title={t('call.stillThere')}
      testId="still-there"
      onCancel={() => alone.stay()}
      actions={
        <>
          <Button data-harmless="" onClick={() => alone.stay()}>
            {t('call.stay')}
          </Button>
          <Button look="secondary" onClick={() => session.leave()}>
            {t('call.leave')}
          </Button>
        </>
      }
    >
      <p>{t('call.stillThereText', { count: secondsLeft })}</p>
    </Modal>
  );
}
