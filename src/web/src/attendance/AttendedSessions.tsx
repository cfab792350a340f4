/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   Rows that CSS shows as cards on a phone stay a table for screen readers only by explicit roles. */
import type { AttendedSession, Attendee } from '../api/attendance';
import { formatDuration } from './duration';
import { useAttendanceTexts } from './texts';
import { formatTime, formatWhen } from './when';
import styles from './AttendedSessions.module.css';

/** One table for each session: who came, left and for how long, and what is worth knowing beside it. */
export function AttendedSessions({ sessions }: { sessions: readonly AttendedSession[] }) {
  return (
    <div className={styles.sessions}>
      {sessions.map((session) => (
        <Session key={session.session_id} session={session} />
      ))}
    </div>
  );
}

function Session({ session }: { session: AttendedSession }) {
  const { t, i18n } = useAttendanceTexts();
  const from = formatWhen(session.started_at, i18n.language);
  const to = session.ended_at && formatTime(session.ended_at, i18n.language, session.started_at);
  const heading = to
    ? t('session', { from, to: session.end_is_exact ? to : t('about', { time: to }) })
    : t('sessionRunning', { from });
  return (
    <section className={styles.session} aria-label={heading}>
      <header>
        <h2>{heading}</h2>
        {!to && <span className={styles.live}>{t('running')}</span>}
      </header>
      <p className={styles.sums}>
        <span>{t('people', { count: session.participant_count })}</span>
        <span>{t('peak', { count: session.peak })}</span>
        <span>{t('time', { duration: formatDuration(t, session.participant_seconds) })}</span>
      </p>
      {!session.is_complete && <p className={styles.warning}>{t('incomplete')}</p>}
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            {(['name', 'joined', 'left', 'duration', 'details'] as const).map((column) => (
              <th key={column} role="columnheader" scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {session.participants.map((person) => (
            <Row key={person.identity} person={person} startedAt={session.started_at} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ person, startedAt }: { person: Attendee; startedAt: string }) {
  const { t, i18n } = useAttendanceTexts();
  const left = person.left_at && formatTime(person.left_at, i18n.language, startedAt);
  return (
    <tr role="row" data-testid="attendee">
      <th role="rowheader" scope="row">
        {person.name ?? t('person', { number: person.number })}
        {person.role && person.role !== 'guest' && (
          <span className={styles.role}>{t(`role.${person.role}`)}</span>
        )}
      </th>
      <td role="cell" data-label={t('joined')}>
        {formatTime(person.joined_at, i18n.language, startedAt)}
      </td>
      <td role="cell" data-label={t('left')}>
        {left ? (person.left_is_exact ? left : t('about', { time: left })) : t('there')}
      </td>
      <td role="cell" data-label={t('duration')}>
        {formatDuration(t, person.seconds)}
      </td>
      <td role="cell" data-label={t('details')} className={styles.details}>
        {useDetails(person).join(', ')}
      </td>
    </tr>
  );
}

const reasons = {
  participant_removed: 'participant_removed',
  server_shutdown: 'server_shutdown',
  room_deleted: 'meeting_ended',
  room_closed: 'meeting_ended',
  signal_close: 'connection_lost',
  connection_timeout: 'connection_lost',
  media_failure: 'connection_lost',
  state_mismatch: 'connection_lost',
} as const;

function useDetails(person: Attendee): string[] {
  const { t } = useAttendanceTexts();
  const reason = person.reason && reasons[person.reason as keyof typeof reasons];
  return [
    person.tracks.microphone > 0 && t('microphone'),
    person.tracks.camera > 0 && t('camera'),
    person.tracks.screen_share > 0 && t('screen'),
    person.joins > 1 && t('joins', { count: person.joins }),
    person.reconnects > 0 && t('reconnects', { count: person.reconnects }),
    person.quality && t(`quality.${person.quality.rating}`),
    reason && t(`reason.${reason}`),
  ].filter((text) => typeof text === 'string');
}
