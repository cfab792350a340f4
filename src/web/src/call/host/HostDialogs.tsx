import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { Button } from '../../ui/Button';
import { SwitchField } from '../../ui/SwitchField';
import { useCall } from '../useCall';
import { Modal } from '../Modal';
import type { Person } from './moderation';
import styles from '../Modal.module.css';

/** At most one question at a time. */
export function HostDialogs() {
  const { hosting } = useCall();
  const question = useStore(hosting.moderation.question);
  const isAsked = useStore(hosting.orders.asking, (asking) => asking !== null);
  if (question?.kind === 'remove')
    return <RemoveDialog key={question.person.identity} person={question.person} />;
  if (question?.kind === 'end') return <EndDialog />;
  if (question?.kind === 'leave') return <LeaveDialog />;
  return isAsked ? <UnmuteDialog /> : null;
}

function RemoveDialog({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { moderation } = useCall().hosting;
  const isBusy = useStore(moderation.isBusy);
  const [keepOut, setKeepOut] = useState(false);
  const close = () => moderation.question.set(null);
  const remove = async () => {
    if (await moderation.remove(person, keepOut)) close();
  };
  return (
    <Modal
      title={t('host.removeTitle', { name: person.name })}
      testId="remove-dialog"
      onCancel={close}
      actions={
        <>
          <Button
            className={styles.danger}
            busy={isBusy}
            data-testid="confirm-remove"
            onClick={() => void remove()}
          >
            {t(keepOut ? 'host.keepOut' : 'host.remove')}
          </Button>
          <Button look="secondary" data-harmless onClick={close}>
            {t('host.cancel')}
          </Button>
        </>
      }
    >
      <p>{t(keepOut ? 'host.keepOutText' : 'host.removeText')}</p>
      <SwitchField label={t('host.keepOutSwitch')} isOn={keepOut} onChange={setKeepOut} />
    </Modal>
  );
}

function EndDialog() {
  const { t } = useTranslation();
  const { moderation } = useCall().hosting;
  const close = () => moderation.question.set(null);
  return (
    <Modal
      title={t('host.endTitle')}
      testId="end-dialog"
      onCancel={close}
      actions={
        <>
          <EndButton />
          <Button look="secondary" data-harmless onClick={close}>
            {t('host.cancel')}
          </Button>
        </>
      }
    >
      <p>{t('host.endText')}</p>
    </Modal>
  );
}

function LeaveDialog() {
  const { t } = useTranslation();
  const call = useCall();
  const { moderation } = call.hosting;
  const close = () => moderation.question.set(null);
  const others = [...call.room.remoteParticipants.values()];
  const isCovered = others.some(
    ({ attributes }) => attributes.role === 'host' || attributes.role === 'cohost',
  );
  return (
    <Modal
      title={t('host.leaveTitle')}
      testId="leave-dialog"
      onCancel={close}
      actions={
        <>
          <Button data-testid="only-leave" onClick={() => call.session.leave()}>
            {t('host.onlyLeave')}
          </Button>
          <EndButton />
          <Button look="secondary" data-harmless onClick={close}>
            {t('host.cancel')}
          </Button>
        </>
      }
    >
      <p>{t(isCovered ? 'host.leaveText' : 'host.leaveTextAlone')}</p>
    </Modal>
  );
}

/** The server closes the room; the page that tells everybody comes to us as well. */
function EndButton() {
  const { t } = useTranslation();
  const { moderation } = useCall().hosting;
  const isBusy = useStore(moderation.isBusy);
  const end = async () => {
    if (!(await moderation.end())) moderation.question.set(null);
  };
  return (
    <Button className={styles.danger} busy={isBusy} data-testid="end-for-all" onClick={() => void end()}>
      {t('host.endForAll')}
    </Button>
  );
}

function UnmuteDialog() {
  const { t } = useTranslation();
  const { orders } = useCall().hosting;
  const by = useStore(orders.asking, (asking) => asking?.by ?? null);
  return (
    <Modal
      title={by === null ? t('host.unmuteTitle') : t('host.unmuteTitleBy', { name: by })}
      testId="unmute-dialog"
      onCancel={() => orders.answer(false)}
      actions={
        <>
          <Button data-testid="unmute-now" onClick={() => orders.answer(true)}>
            {t('call.unmute')}
          </Button>
          <Button look="secondary" data-harmless onClick={() => orders.answer(false)}>
            {t('host.stayMuted')}
          </Button>
        </>
      }
    >
      <p>{t('host.unmuteText')}</p>
    </Modal>
  );
}
