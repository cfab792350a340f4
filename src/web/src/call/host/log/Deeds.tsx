import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchMeetingLog } from '../../../api/meetingLog';
import type { LoggedDeed } from '../../../api/meetingLog';
import { Button } from '../../../ui/Button';
import { useCall } from '../../useCall';
import { problemText } from '../moderation';
import { deedText } from './deeds';
import styles from './MeetingLog.module.css';
import { useLogTexts } from './texts';

type Loaded = { deeds: LoggedDeed[] } | { error: string } | null;

/** The lines of the log. */
export function Deeds() {
  const { t: common, i18n } = useTranslation();
  const { t } = useLogTexts();
  const { hosting, session } = useCall();
  const [loaded, setLoaded] = useState<Loaded>(null);
  const { meeting_id: meetingId } = session.connection;
  const load = useCallback(
    (signal?: AbortSignal) =>
      fetchMeetingLog(meetingId, hosting.credential, signal).then(
        ({ entries }) => setLoaded({ deeds: entries }),
        (error: unknown) => {
          if (!signal?.aborted) setLoaded({ error: problemText(error) });
        },
      ),
    [meetingId, hosting],
  );
  useEffect(() => {
    const stop = new AbortController();
    void load(stop.signal);
    return () => stop.abort();
  }, [load]);

  if (!loaded) return <p role="status">{common('host.loading')}</p>;
  const reload = (
    <Button look="secondary" onClick={() => void load()}>
      {'error' in loaded ? common('common.retry') : t('reload')}
    </Button>
  );
  if ('error' in loaded)
    return (
      <>
        <p role="alert">{loaded.error}</p>
        {reload}
      </>
    );
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <>
      {loaded.deeds.length === 0 && <p>{t('empty')}</p>}
      <ol className={styles.deeds}>
        {loaded.deeds.map((deed, index) => (
          <li key={`${deed.at} ${loaded.deeds.length - index}`}>
            <time dateTime={deed.at}>{when.format(new Date(deed.at))}</time>
            {deedText(deed, t)}
          </li>
        ))}
      </ol>
      {reload}
    </>
  );
}
