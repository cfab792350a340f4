import { useRef, useState } from 'react';
import { Download, Trash2 } from 'lucide-react';
import { deleteAttendance } from '../api/attendance';
import { download } from '../api/download';
import { ApiError } from '../api/request';
import { announce } from '../ui/Announcer';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useAttendanceTexts } from './texts';
import styles from './AttendanceActions.module.css';

type Props = {
  /** Of the API. */
  path: string;
  meetingId: string;
  /** A host's; the operator has a cookie. */
  token?: string;
  onDeleted: () => void;
};

export function AttendanceActions({ path, meetingId, token, onDeleted }: Props) {
  const { t } = useAttendanceTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
    }
  };
  const save = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    return download(
      `${path}.csv?time_zone=${encodeURIComponent(zone)}`,
      `attendance-${meetingId}.csv`,
      token,
    );
  };
  const erase = async () => {
    await deleteAttendance(path, token);
    announce(t('deleted'));
    onDeleted();
  };

  return (
    <div className={styles.actions}>
      <Button look="secondary" data-testid="save-csv" onClick={() => void attempt(save)}>
        <Download size={18} aria-hidden="true" />
        {t('download')}
      </Button>
      <Button look="quiet" onClick={() => dialog.current?.showModal()}>
        <Trash2 size={18} aria-hidden="true" />
        {t('delete')}
      </Button>
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <ConfirmDialog
        ref={dialog}
        title={t('deleteTitle')}
        text={t('deleteText')}
        confirm={t('deleteNow')}
        cancel={t('cancel')}
        onConfirm={() => void attempt(erase)}
      />
    </div>
  );
}
