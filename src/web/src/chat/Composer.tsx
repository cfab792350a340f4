import { useEffect, useRef } from 'react';
import type { ChangeEvent } from 'react';
import { File as FileIcon, Lock, Paperclip, SendHorizontal, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/useStore';
import { announce } from '../ui/Announcer';
import { RecipientSelect } from './RecipientSelect';
import type { Chat } from './chat';
import { sizeText } from './fileName';
import { lengthOf } from './message';
import type { Person } from './message';
import type { Transfers } from './transfers';
import styles from './Composer.module.css';

type Props = {
  chat: Chat;
  transfers: Transfers;
  others: readonly Person[];
};

/** From here on the characters are counted for the writer. */
const countedFrom = 0.8;

export function Composer({ chat, transfers, others }: Props) {
  const { t, i18n } = useTranslation();
  const draft = useStore(chat.draft);
  const recipient = useStore(chat.recipient);
  const staged = useStore(transfers.staged);
  const refused = useStore(transfers.refused);
  const field = useRef<HTMLTextAreaElement>(null);
  const { max_message_length: max } = chat.rules;
  const count = lengthOf(draft.trim());
  const isGone = recipient !== null && !others.some(({ identity }) => identity === recipient.identity);
  const size = sizeText(transfers.maxBytes, i18n.language);
  const problem =
    refused && (refused === 'tooLarge' ? t('chat.fileTooLarge', { size }) : t('chat.fileEmpty'));
  const error =
    count > max
      ? t('chat.tooLong', { count, max })
      : isGone
        ? t('chat.recipientGone', { name: recipient.name })
        : problem;
  const canSend = (count > 0 || staged.length > 0) && count <= max && !isGone;

  // Files may also be dropped on the panel: the answer is said wherever they came from.
  useEffect(
    () =>
      transfers.staged.subscribe(() => {
        if (transfers.staged.get().length > 0) field.current?.focus();
      }),
    [transfers],
  );
  useEffect(() => {
    if (problem) announce(problem);
  }, [problem]);

  const send = () => {
    if (!canSend) return;
    transfers.sendStaged();
    chat.send(draft);
    chat.draft.set('');
    field.current?.focus();
  };

  return (
    <form
      className={styles.composer}
      data-private={recipient !== null}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {(others.length > 0 || recipient) && (
        <RecipientSelect chat={chat} others={others} recipient={recipient} />
      )}
      {staged.length > 0 && <Staged files={staged} transfers={transfers} />}
      <div className={styles.box}>
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={recipient ? t('chat.placeholderTo', { name: recipient.name }) : t('chat.placeholder')}
          placeholder={recipient ? t('chat.placeholderTo', { name: recipient.name }) : t('chat.placeholder')}
          aria-invalid={error !== null}
          aria-describedby="chat-note"
          enterKeyHint="send"
          data-testid="chat-input"
          // On phones the keyboard would cover what there is to read.
          {...(matchMedia('(pointer: fine)').matches && { 'data-autofocus': '' })}
          onChange={(event) => {
            chat.draft.set(event.target.value);
            transfers.refused.set(null);
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter chooses a word.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            if (transfers.maxBytes === 0 || event.clipboardData.files.length === 0) return;
            event.preventDefault();
            transfers.stage([...event.clipboardData.files]);
          }}
        />
        {transfers.maxBytes > 0 && <AttachButton onFiles={(files) => transfers.stage(files)} />}
        <button
          type="submit"
          className={styles.send}
          aria-label={t('chat.send')}
          title={t('chat.send')}
          aria-disabled={!canSend}
          data-testid="chat-send"
        >
          {recipient ? (
            <Lock size={18} aria-hidden="true" />
          ) : (
            <SendHorizontal size={18} aria-hidden="true" />
          )}
        </button>
      </div>
      <p id="chat-note" className={styles.note} data-error={error !== null}>
        {error ?? (count >= max * countedFrom && t('chat.left', { count, max }))}
      </p>
    </form>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(target.files ?? [])]);
    // The same file may be chosen again.
    target.value = '';
  };
  return (
    <>
      <input ref={input} type="file" multiple hidden data-testid="chat-file" onChange={choose} />
      <button
        type="button"
        className={styles.attach}
        aria-label={t('chat.attach')}
        title={t('chat.attach')}
        onClick={() => input.current?.click()}
      >
        <Paperclip size={19} aria-hidden="true" />
      </button>
    </>
  );
}

function Staged({ files, transfers }: { files: readonly File[]; transfers: Transfers }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.staged}>
      {files.map((file, index) => (
        <li key={index}>
          <FileIcon size={16} aria-hidden="true" />
          <bdi>{file.name}</bdi>
          <button
            type="button"
            aria-label={t('chat.remove', { name: file.name })}
            onClick={() => transfers.unstage(file)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
