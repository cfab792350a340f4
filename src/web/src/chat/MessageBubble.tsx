import { memo } from 'react';
import { Check, Copy, RotateCcw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCopied } from '../ui/useCopied';
import { FileCard } from './FileCard';
import type { Chat } from './chat';
import { splitLinks } from './links';
import type { Message } from './message';
import type { Transfers } from './transfers';
import styles from './MessageBubble.module.css';

type Props = { message: Message; chat: Chat; transfers: Transfers };

export const MessageBubble = memo(function MessageBubble({ message, chat, transfers }: Props) {
  const { t } = useTranslation();
  const { id, text, file, state } = message;
  return (
    <li className={styles.row} data-testid="message" data-state={state}>
      {file ? (
        <FileCard message={message} file={file} transfers={transfers} />
      ) : (
        <>
          <p className={styles.bubble} dir="auto">
            <MessageText text={text} />
          </p>
          <CopyButton text={text} />
        </>
      )}
      {!file && state === 'sending' && <span className={styles.state}>{t('chat.sending')}</span>}
      {!file && state === 'failed' && (
        <span className={`${styles.state} ${styles.failed}`} role="alert">
          <TriangleAlert size={14} aria-hidden="true" />
          {t('chat.failed')}
          <button type="button" onClick={() => chat.retry(id)}>
            <RotateCcw size={14} aria-hidden="true" />
            {t('chat.retry')}
          </button>
        </span>
      )}
    </li>
  );
});

/** Text stays text; only addresses of the web become links, and those learn nothing about where they were. */
function MessageText({ text }: { text: string }) {
  return splitLinks(text).map(({ text: shown, href }, index) =>
    href === null ? (
      shown
    ) : (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {shown}
      </a>
    ),
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, copy] = useCopied();
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className={styles.copy}
      aria-label={t(copied ? 'chat.copied' : 'chat.copy')}
      title={t(copied ? 'chat.copied' : 'chat.copy')}
      onClick={() => void copy(text)}
    >
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}
