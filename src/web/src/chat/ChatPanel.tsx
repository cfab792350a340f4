import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Paperclip } from 'lucide-react';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import type { Chat } from './chat';
import type { Person } from './message';
import type { Transfers } from './transfers';
import { useKeyboardInset } from './useKeyboardInset';
import styles from './ChatPanel.module.css';

type Props = {
  chat: Chat;
  transfers: Transfers;
  others: readonly Person[];
  /** Why this person may read but not write; null when they may. */
  blocked?: string | null;
};

export function ChatPanel({ chat, transfers, others, blocked = null }: Props) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const takesFiles = transfers.maxBytes > 0 && blocked === null;
  useKeyboardInset();
  return (
    <div
      className={styles.chat}
      data-testid="chat"
      onDragOver={(event) => {
        if (!takesFiles || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!takesFiles || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        transfers.stage([...event.dataTransfer.files]);
      }}
    >
      <MessageList chat={chat} transfers={transfers} />
      {blocked === null ? (
        <Composer chat={chat} transfers={transfers} others={others} />
      ) : (
        <p className={styles.blocked} role="status">
          {blocked}
        </p>
      )}
      {isOver && (
        <p className={styles.drop}>
          <Paperclip size={22} aria-hidden="true" />
          {t('chat.drop')}
        </p>
      )}
    </div>
  );
}
