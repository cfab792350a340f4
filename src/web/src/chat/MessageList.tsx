import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ArrowDown, Download, MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/useStore';
import { MessageBubble } from './MessageBubble';
import type { Chat } from './chat';
import { groupMessages } from './message';
import type { MessageGroup } from './message';
import { saveText, transcript } from './transcript';
import type { Transfers } from './transfers';
import styles from './MessageList.module.css';

/** Closer to the end than this, one is at the end. */
const nearPx = 48;

export function MessageList({ chat, transfers }: { chat: Chat; transfers: Transfers }) {
  const messages = useStore(chat.messages);
  const groups = useMemo(() => groupMessages(messages), [messages]);
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const last = messages.at(-1);
  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  // Who reads further up stays there.
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [isAtEnd, messages]);
  // What one writes oneself is brought into sight: once, not with every part of a file that leaves.
  const ownId = last?.isOwn === true ? last.id : null;
  useLayoutEffect(() => {
    if (ownId !== null) toEnd();
  }, [ownId]);

  // The field below grows with what is typed, and keyboards come and go: the end stays in sight.
  useEffect(() => {
    if (!list.current || !isAtEnd) return;
    const { current } = list;
    const observer = new ResizeObserver(() => current.scrollTo({ top: current.scrollHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, [isAtEnd]);

  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <div
        ref={list}
        className={styles.list}
        role="region"
        aria-label={t('chat.list')}
        // Scrolled by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-testid="messages"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < nearPx)
        }
        // A picture has its height only now.
        onLoadCapture={() => isAtEnd && toEnd()}
      >
        {messages.length === 0 ? <Empty chat={chat} /> : <Save chat={chat} />}
        {groups.map((group) => (
          <Group key={group.key} group={group} chat={chat} transfers={transfers} />
        ))}
      </div>
      {!isAtEnd && (
        <button type="button" className={styles.down} onClick={toEnd}>
          <ArrowDown size={16} aria-hidden="true" />
          {t('chat.newMessages')}
        </button>
      )}
    </div>
  );
}

function Empty({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const others = chat.rules.history ? 'chat.emptyText' : 'chat.emptyTextNoHistory';
  return (
    <div className={styles.empty}>
      <MessagesSquare size={30} strokeWidth={1.6} aria-hidden="true" />
      <p className={styles.emptyTitle}>{t('chat.empty')}</p>
      <p>{t(chat.isEncrypted ? 'encryption.chat' : others)}</p>
    </div>
  );
}

function Save({ chat }: { chat: Chat }) {
  const { t, i18n } = useTranslation();
  const save = () => {
    const text = transcript(chat.messages.get(), i18n.language, {
      privateTo: (name) => t('chat.onlyTo', { name }),
      file: (name) => t('chat.sentFile', { name }),
    });
    saveText(`${t('chat.fileTitle')}.txt`, text);
  };
  return (
    <button type="button" className={styles.save} data-testid="save-chat" onClick={save}>
      <Download size={16} aria-hidden="true" />
      {t('chat.save')}
    </button>
  );
}

type GroupProps = { group: MessageGroup; chat: Chat; transfers: Transfers };

function Group({ group: { first, messages }, chat, transfers }: GroupProps) {
  const { t, i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(first.sentAt);
  const { isOwn, privateTo, sender } = first;
  return (
    <section className={styles.group} data-own={isOwn} data-private={privateTo !== null}>
      <h3 className={styles.who}>
        <bdi className={styles.name}>{isOwn ? t('chat.you') : sender.name}</bdi>
        <time dateTime={new Date(first.sentAt).toISOString()}>{time}</time>
        {privateTo && (
          <span className={styles.private}>
            {isOwn ? t('chat.onlyTo', { name: privateTo.name }) : t('chat.onlyToYou')}
          </span>
        )}
      </h3>
      <ul className={styles.messages}>
        {messages.map((message) => (
          <MessageBubble key={message.id} message={message} chat={chat} transfers={transfers} />
        ))}
      </ul>
    </section>
  );
}
