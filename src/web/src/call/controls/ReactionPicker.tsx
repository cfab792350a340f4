import { useTranslation } from 'react-i18next';
import { emojis } from '../people/reactions';
import type { Emoji } from '../people/reactions';
import { useBlocked } from '../host/useBlocked';
import { useCall } from '../useCall';
import { react } from './callActions';
import styles from './ReactionPicker.module.css';

export function ReactionPicker({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const { chat: blocked } = useBlocked();
  if (blocked) return <p className={styles.blocked}>{blocked}</p>;
  return (
    <div className={styles.picker} role="group" aria-label={t('call.reactions')}>
      {(Object.keys(emojis) as Emoji[]).map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={t(`call.emoji.${emoji}`)}
          title={t(`call.emoji.${emoji}`)}
          data-testid={`emoji-${emoji}`}
          onClick={() => {
            react(call, emoji);
            onDone();
          }}
        >
          {emojis[emoji]}
        </button>
      ))}
    </div>
  );
}
