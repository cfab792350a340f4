import { useCallback, useEffect, useRef } from 'react';
import { ArrowLeft } from 'lucide-react';
import { fetchAttendance, operatorAttendance } from '../../api/attendance';
import { AttendanceActions } from '../../attendance/AttendanceActions';
import { AttendedSessions } from '../../attendance/AttendedSessions';
import { useAttendanceTexts } from '../../attendance/texts';
import { Failure } from '../Failure';
import { placeHash } from '../section';
import { useLoaded } from '../useLoaded';
import { useAdminTexts } from '../texts';
import styles from './past.module.css';

/** All sessions of one meeting, for the operator. */
export function AttendancePanel({ meetingId }: { meetingId: string }) {
  const { t } = useAdminTexts();
  const { t: attended } = useAttendanceTexts();
  const path = operatorAttendance(meetingId);
  const { value, error, reload } = useLoaded(
    useCallback((signal: AbortSignal) => fetchAttendance(path, undefined, signal), [path]),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.panel} aria-labelledby="attendance-title">
      <a className={styles.back} href={placeHash('past')}>
        <ArrowLeft size={18} aria-hidden="true" />
        {t('past.back')}
      </a>
      <h1 id="attendance-title" ref={heading} tabIndex={-1}>
        {value?.name ?? meetingId}
      </h1>
      {error && <Failure error={error} onRetry={reload} />}
      {!value && !error && <p role="status">{t('loading')}</p>}
      {value && value.sessions.length > 0 && (
        <AttendanceActions path={path} meetingId={meetingId} onDeleted={reload} />
      )}
      {value && <AttendedSessions sessions={value.sessions} />}
      {value?.sessions.length === 0 && <p role="status">{attended('none')}</p>}
    </section>
  );
}
