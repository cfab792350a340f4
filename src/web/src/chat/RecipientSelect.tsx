import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Chat } from './chat';
import type { Person } from './message';
import styles from './Composer.module.css';

type Props = { chat: Chat; others: readonly Person[]; recipient: Person | null };

export function RecipientSelect({ chat, others, recipient }: Props) {
  const { t } = useTranslation();
  const isGone = recipient !== null && !others.some(({ identity }) => identity === recipient.identity);
  return (
    <label className={styles.to}>
      <span>{t('chat.to')}</span>
      {recipient && <Lock size={14} aria-hidden="true" />}
      <select
        value={recipient?.identity ?? ''}
        data-testid="chat-to"
        onChange={({ target }) =>
          chat.recipient.set(others.find(({ identity }) => identity === target.value) ?? null)
        }
      >
        <option value="">{t('chat.everybody')}</option>
        {[...others, ...(isGone ? [recipient] : [])].map(({ identity, name }) => (
          <option key={identity} value={identity}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
