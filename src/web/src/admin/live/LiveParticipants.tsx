import { useRef, useState } from 'react';
import { Mic, MicOff, ScreenShare, UserMinus, Video, VideoOff } from 'lucide-react';
import { removeParticipant } from '../../api/admin';
import type { LiveParticipant } from '../../api/admin';
import { ApiError } from '../../api/request';
import { announce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { formatBits, formatShare } from '../format';
import { useAdminTexts } from '../texts';
import styles from './LiveParticipants.module.css';

type Props = { meetingId: string; participants: readonly LiveParticipant[] };

export function LiveParticipants({ meetingId, participants }: Props) {
  const { t } = useAdminTexts();
  return (
    <ul className={styles.people} aria-label={t('live.people')}>
      {participants.map((person) => (
        <Person key={person.identity} meetingId={meetingId} person={person} />
      ))}
    </ul>
  );
}

function Person({ meetingId, person }: { meetingId: string; person: LiveParticipant }) {
  const { t } = useAdminTexts();
  const name = person.name || t('live.unnamed');
  return (
    <li className={styles.person} data-testid="live-person">
      <div className={styles.who}>
        <span className={styles.name}>
          <strong>{name}</strong>
          {person.role && person.role !== 'guest' && (
            <span className={styles.role}>{t(`live.role.${person.role}`)}</span>
          )}
        </span>
        <Sending person={person} />
        <span className={styles.facts}>{useFacts(person).join(' · ')}</span>
      </div>
      <Remove meetingId={meetingId} identity={person.identity} name={name} />
    </li>
  );
}

function Sending({ person }: { person: LiveParticipant }) {
  const { t } = useAdminTexts();
  const Microphone = person.microphone === 'on' ? Mic : MicOff;
  const Camera = person.camera === 'on' ? Video : VideoOff;
  return (
    <span className={styles.sending}>
      <span
        role="img"
        aria-label={t(`live.microphone.${person.microphone}`)}
        data-on={person.microphone === 'on'}
      >
        <Microphone size={18} aria-hidden="true" />
      </span>
      <span role="img" aria-label={t(`live.camera.${person.camera}`)} data-on={person.camera === 'on'}>
        <Camera size={18} aria-hidden="true" />
      </span>
      {person.screen_share && (
        <span role="img" aria-label={t('live.sharing')} data-on>
          <ScreenShare size={18} aria-hidden="true" />
        </span>
      )}
    </span>
  );
}

function useFacts(person: LiveParticipant): string[] {
  const { t, i18n } = useAdminTexts();
  const unknown = t('unknown');
  const loss = person.received_loss === null ? null : Math.max(person.received_loss, person.sent_loss ?? 0);
  return [
    !person.is_person && t('live.noPerson'),
    !person.is_connected && t('live.connecting_person'),
    person.received_bits_per_second !== null &&
      t('live.rates', {
        received: formatBits(person.received_bits_per_second, i18n.language, unknown),
        sent: formatBits(person.sent_bits_per_second, i18n.language, unknown),
      }),
    loss !== null && t('live.lossOf', { loss: formatShare(loss, i18n.language, unknown) }),
    person.quality && t(`live.quality.${person.quality}`),
    person.resumes > 0 && t('live.resumes', { count: person.resumes }),
  ].filter((fact) => typeof fact === 'string');
}

function Remove({ meetingId, identity, name }: { meetingId: string; identity: string; name: string }) {
  const { t } = useAdminTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const remove = async () => {
    setError(null);
    try {
      await removeParticipant(meetingId, identity);
      announce(t('live.removed', { name }));
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    }
  };
  return (
    <>
      <Button
        look="quiet"
        aria-label={t('live.removePerson', { name })}
        onClick={() => dialog.current?.showModal()}
      >
        <UserMinus size={18} aria-hidden="true" />
        <span className={styles.removeText}>{t('live.remove')}</span>
      </Button>
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <ConfirmDialog
        ref={dialog}
        title={t('live.removeTitle', { name })}
        text={t('live.removeText')}
        confirm={t('live.removeNow')}
        cancel={t('cancel')}
        onConfirm={() => void remove()}
      />
    </>
  );
}
