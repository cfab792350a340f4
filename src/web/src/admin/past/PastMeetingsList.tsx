/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   Rows that CSS shows as cards on a phone stay a table for screen readers only by explicit roles. */
import { useCallback, useDeferredValue, useRef, useState } from 'react';
import { Trash2 } from 'lucide-react';
import { deleteAllAttendance, fetchPastMeetings } from '../../api/admin';
import type { PastMeeting } from '../../api/admin';
import { ApiError } from '../../api/request';
import { announce } from '../../ui/Announcer';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Failure } from '../Failure';
import { SearchField } from '../SearchField';
import { formatSpan } from '../format';
import { placeHash } from '../section';
import { useLoaded } from '../useLoaded';
import { useAdminTexts } from '../texts';
import styles from './past.module.css';

/** Where a page begins: the cursors of all pages before it, so that one can go back to the first. */
type Paging = { query: string; cursors: readonly string[] };

export function PastMeetingsList() {
  const { t } = useAdminTexts();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
  const [paging, setPaging] = useState<Paging>({ query: '', cursors: [] });
  const cursors = paging.query === wanted ? paging.cursors : [];
  const before = cursors.at(-1) ?? null;
  const { value, error, reload } = useLoaded(
    useCallback((signal: AbortSignal) => fetchPastMeetings(wanted, before, signal), [wanted, before]),
  );
  return (
    <section className={styles.panel} aria-labelledby="past-title">
      <h1 id="past-title">{t('past.title')}</h1>
      <SearchField
        label={t('past.search')}
        placeholder={t('past.searchPlaceholder')}
        value={query}
        onChange={setQuery}
      />
      {error && <Failure error={error} onRetry={reload} />}
      {!value && !error && <p role="status">{t('loading')}</p>}
      {value && (
        <>
          <p role="status" className={styles.total}>
            {value.total > 0 && t('past.total', { count: value.total })}
            {value.total === 0 && (wanted === '' ? t('past.none') : t('past.noMatch'))}
            {cursors.length > 0 && ` · ${t('past.page', { number: cursors.length + 1 })}`}
          </p>
          {value.sessions.length > 0 && <MeetingTable sessions={value.sessions} />}
          <div className={styles.pages}>
            {cursors.length > 0 && (
              <Button look="secondary" onClick={() => setPaging({ query: wanted, cursors: [] })}>
                {t('past.newest')}
              </Button>
            )}
            {value.next && (
              <Button
                look="secondary"
                data-testid="older"
                onClick={() => setPaging({ query: wanted, cursors: [...cursors, value.next ?? ''] })}
              >
                {t('past.older')}
              </Button>
            )}
            {value.total > 0 && wanted === '' && <DeleteAll onDeleted={reload} />}
          </div>
        </>
      )}
    </section>
  );
}

function MeetingTable({ sessions }: { sessions: readonly PastMeeting[] }) {
  const { t } = useAdminTexts();
  return (
    <table className={styles.meetings} role="table">
      <thead role="rowgroup">
        <tr role="row">
          {(['meeting', 'started', 'duration', 'people', 'peak'] as const).map((column) => (
            <th key={column} role="columnheader" scope="col">
              {t(`past.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sessions.map((session) => (
          <Row key={session.session_id} session={session} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ session }: { session: PastMeeting }) {
  const { t, i18n } = useAdminTexts();
  const started = new Date(session.started_at);
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  const length =
    session.ended_at && formatSpan((Date.parse(session.ended_at) - started.getTime()) / 1000, i18n.language);
  return (
    <tr role="row" data-testid="past-meeting">
      <th role="rowheader" scope="row">
        <a href={placeHash('past', session.meeting_id)}>{session.name ?? session.meeting_id}</a>
        {session.name && <span className={styles.code}>{session.meeting_id}</span>}
      </th>
      <td role="cell" data-label={t('past.started')}>
        <time dateTime={session.started_at}>{when.format(started)}</time>
      </td>
      <td role="cell" data-label={t('past.duration')}>
        {length ? (session.end_is_exact ? length : t('past.about', { duration: length })) : t('past.running')}
      </td>
      <td role="cell" data-label={t('past.people')}>
        {session.participant_count}
      </td>
      <td role="cell" data-label={t('past.peak')}>
        {session.peak}
      </td>
    </tr>
  );
}

function DeleteAll({ onDeleted }: { onDeleted: () => void }) {
  const { t } = useAdminTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const erase = async () => {
    setError(null);
    try {
      announce(t('past.deleted', { count: (await deleteAllAttendance()).sessions }));
      onDeleted();
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    }
  };
  return (
    <>
      <Button look="quiet" onClick={() => dialog.current?.showModal()}>
        <Trash2 size={18} aria-hidden="true" />
        {t('past.deleteAll')}
      </Button>
      {error && <p role="alert">{error}</p>}
      <ConfirmDialog
        ref={dialog}
        title={t('past.deleteAllTitle')}
        text={t('past.deleteAllText')}
        confirm={t('past.deleteNow')}
        cancel={t('cancel')}
        onConfirm={() => void erase()}
      />
    </>
  );
}
