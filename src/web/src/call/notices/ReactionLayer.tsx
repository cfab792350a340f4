import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { emojis } from '../people/reactions';
import { useCall } from '../useCall';
import styles from './ReactionLayer.module.css';

/** Reactions rise at the edge of the stage, with names: whoever sent one may be on another page. */
export function ReactionLayer() {
  const { t } = useTranslation();
  const { reactions, session } = useCall();
  const shown = useStore(reactions.shown);
  return (
    <ul className={styles.layer} aria-label={t('call.reactions')} data-testid="reaction-layer">
      {shown.map(({ id, emoji, name }) => (
        <li key={id} style={{ left: `${(id * 37) % 60}px` }}>
          <span className={styles.emoji} role="img" aria-label={t(`call.emoji.${emoji}`)}>
            {emojis[emoji]}
          </span>
          <span className={styles.name}>{name || session.own.name}</span>
        </li>
      ))}
    </ul>
  );
}
