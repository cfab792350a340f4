import { useEffect, useRef, useState } from 'react';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import '../i18n/later';
import type { CreatedMeeting } from '../api/createMeeting';
import { CreatedMeetingView } from './CreatedMeetingView';
import { OptionsForm } from './OptionsForm';
import { newDraft } from './meetingDraft';
import type { MeetingDraft } from './meetingDraft';
import styles from './OptionsDialog.module.css';

type Props = { onClose: () => void; onOpen: (path: string) => void };

/** A meeting with wishes: first what it shall be like, then the links to hand out. */
export function OptionsDialog({ onClose, onOpen }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [draft, setDraft] = useState<MeetingDraft>(() => newDraft(new Date()));
  const [created, setCreated] = useState<{ meeting: CreatedMeeting; linkKey: string | null } | null>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  useEffect(() => {
    if (created) heading.current?.focus();
  }, [created]);

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="options-title"
      data-testid="options"
      onClose={onClose}
    >
      <header className={styles.head}>
        <h2 id="options-title" ref={heading} tabIndex={-1}>
          {t(created ? 'options.ready' : 'options.title')}
        </h2>
        <button
          type="button"
          className={styles.close}
          aria-label={t('common.close')}
          onClick={() => dialog.current?.close()}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      {created ? (
        <CreatedMeetingView {...created} draft={draft} onOpen={onOpen} />
      ) : (
        <OptionsForm
          draft={draft}
          onChange={setDraft}
          onCreated={(meeting, linkKey) => setCreated({ meeting, linkKey })}
        />
      )}
    </dialog>
  );
}
