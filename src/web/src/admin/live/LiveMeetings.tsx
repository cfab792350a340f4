import { useRef, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import { endMeeting } from '../../api/admin';
import type { LiveMeeting, LiveServer } from '../../api/admin';
import { ApiError } from '../../api/request';
import { announce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { formatBits, formatShare, formatSpan } from '../format';
import { LiveParticipants } from './LiveParticipants';
import { useAdminTexts } from '../texts';
import styles from './LiveMeetings.module.css';

type Props = {
  server: LiveServer;
  isSearch: boolean;
  selected: string | null;
  onSelect: (meetingId: string | null) => void;
};

export function LiveMeetings({ server, isSearch, selected, onSelect }: Props) {
  const { t } = useAdminTexts();
  if (server.meetings.length === 0)
    return <p className={styles.none}>{isSearch ? t('live.noMatch') : t('live.nobody')}</p>;
  return (
    <>
      <ul className={styles.meetings} aria-label={t('live.list')}>
        {server.meetings.map((meeting) => (
          <Meeting
            key={meeting.meeting_id}
            meeting={meeting}
            server={server}
            isOpen={meeting.meeting_id === selected}
            onToggle={() => onSelect(meeting.meeting_id === selected ? null : meeting.meeting_id)}
          />
        ))}
      </ul>
      {server.more_meetings > 0 && (
        <p className={styles.none}>{t('live.more', { count: server.more_meetings })}</p>
      )}
    </>
  );
}

type MeetingProps = { meeting: LiveMeeting; server: LiveServer; isOpen: boolean; onToggle: () => void };

function Meeting({ meeting, server, isOpen, onToggle }: MeetingProps) {
  const { t, i18n } = useAdminTexts();
  const id = `live-${meeting.meeting_id}`;
  const unknown = t('unknown');
  const seconds = (Date.parse(server.at) - Date.parse(meeting.started_at)) / 1000;
  const facts = [
    t('live.people', { count: meeting.participant_count }),
    t('live.since', { duration: formatSpan(seconds, i18n.language) }),
    meeting.sent_bits_per_second !== null &&
      t('live.rates', {
        received: formatBits(meeting.received_bits_per_second, i18n.language, unknown),
        sent: formatBits(meeting.sent_bits_per_second, i18n.language, unknown),
      }),
    meeting.loss !== null && t('live.lossOf', { loss: formatShare(meeting.loss, i18n.language, unknown) }),
  ].filter((fact) => typeof fact === 'string');
  const details = isOpen && server.selected?.meeting_id === meeting.meeting_id ? server.selected : null;
  return (
    <li className={styles.meeting} data-testid="live-meeting">
      <button
        type="button"
        className={styles.head}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={onToggle}
      >
        <span className={styles.title}>
          <strong>{meeting.name ?? meeting.meeting_id}</strong>
          {meeting.name && <span className={styles.code}>{meeting.meeting_id}</span>}
        </span>
        <span className={styles.facts}>
          {facts.map((fact, index) => (
            <span key={index}>{fact}</span>
          ))}
        </span>
        <ChevronDown size={20} aria-hidden="true" className={styles.chevron} />
      </button>
      <div id={id} hidden={!isOpen} className={styles.body}>
        {isOpen && !details && <p role="status">{t('loading')}</p>}
        {details && <LiveParticipants meetingId={meeting.meeting_id} participants={details.participants} />}
        {isOpen && <EndMeeting meeting={meeting} />}
      </div>
    </li>
  );
}

function EndMeeting({ meeting }: { meeting: LiveMeeting }) {
  const { t } = useAdminTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const end = async () => {
    setError(null);
    try {
      await endMeeting(meeting.meeting_id);
      announce(t('live.ended'));
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    }
  };
  return (
    <>
      <Button look="secondary" data-testid="end-meeting" onClick={() => dialog.current?.showModal()}>
        {t('live.end')}
      </Button>
      {error && <p role="alert">{error}</p>}
      <ConfirmDialog
        ref={dialog}
        title={t('live.endTitle', { name: meeting.name ?? meeting.meeting_id })}
        text={t('live.endText')}
        confirm={t('live.endNow')}
        cancel={t('cancel')}
        onConfirm={() => void end()}
      />
    </>
  );
}
