import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RotateCcw } from 'lucide-react';
import { fetchAttendance, hostAttendance } from '../api/attendance';
import type { Attendance } from '../api/attendance';
import { ApiError } from '../api/request';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { readKeys } from '../keys/meetingKeys';
import { meetingPath } from '../meeting/meetingLink';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { AttendanceActions } from './AttendanceActions';
import { AttendedSessions } from './AttendedSessions';
import { useAttendanceTexts } from './texts';
import styles from './AttendancePage.module.css';

/** `/meeting/{id}/attendance`: for whoever holds a host's key or ticket of the meeting in this browser. */
export function AttendancePage({ meetingId }: { meetingId: string }) {
  const { t } = useAttendanceTexts();
  const { t: common } = useTranslation();
  const [state, reload, token] = useAttendance(meetingId);
  useTitle(t('title'), meetingId);
  const attendance = 'sessions' in state ? state : null;

  return (
    <Page
      page="attendance"
      homeLabel={common('common.home')}
      corner={<LanguageSwitch />}
      footer={
        <p>
          <a href={meetingPath(meetingId)}>{t('backToMeeting')}</a>
        </p>
      }
    >
      <div className={styles.page}>
        <h1>
          {attendance?.name ? t('titleOf', { name: attendance.name }) : t('titleOf', { name: meetingId })}
        </h1>
        {'loading' in state && <p role="status">{t('loading')}</p>}
        {'problem' in state && (
          <div role="alert" className={styles.problem}>
            <p>
              <strong>{state.problem ?? t('failed')}</strong>
            </p>
            {state.detail && <p>{state.detail}</p>}
          </div>
        )}
        {attendance && (
          <>
            <p className={styles.intro}>{t('intro', { count: attendance.retention_days })}</p>
            {attendance.pseudonymous && <p className={styles.intro}>{t('pseudonymous')}</p>}
          </>
        )}
        {!('loading' in state) && (
          <div className={styles.actions}>
            {attendance && attendance.sessions.length > 0 && (
              <AttendanceActions
                path={hostAttendance(meetingId)}
                meetingId={meetingId}
                token={token}
                onDeleted={reload}
              />
            )}
            <Button look="quiet" data-testid="refresh" onClick={reload}>
              <RotateCcw size={18} aria-hidden="true" />
              {t('refresh')}
            </Button>
          </div>
        )}
        {attendance && <AttendedSessions sessions={attendance.sessions} />}
        {attendance?.sessions.length === 0 && <p role="status">{t('none')}</p>}
        {attendance && attendance.older_sessions > 0 && (
          <p className={styles.intro}>{t('older', { count: attendance.older_sessions })}</p>
        )}
      </div>
    </Page>
  );
}

type State = { loading: true } | { problem: string | null; detail: string | null } | Attendance;

function useAttendance(meetingId: string): [State, () => void, string | undefined] {
  const { t } = useAttendanceTexts();
  const [state, setState] = useState<State>({ loading: true });
  const [round, setRound] = useState(0);
  const [token] = useState(() => {
    const { hostKey, ticket } = readKeys(meetingId);
    return hostKey ?? ticket ?? undefined;
  });
  useEffect(() => {
    const stop = new AbortController();
    fetchAttendance(hostAttendance(meetingId), token, stop.signal).then(setState, (failure: unknown) => {
      if (stop.signal.aborted) return;
      const problem = failure instanceof ApiError ? failure : null;
      setState(
        problem?.status === 401 || problem?.status === 403
          ? { problem: t('needsHost'), detail: t('needsHostText') }
          : { problem: problem?.detail ?? null, detail: null },
      );
    });
    return () => stop.abort();
  }, [meetingId, token, round, t]);
  return [state, useCallback(() => setRound((last) => last + 1), []), token];
}
