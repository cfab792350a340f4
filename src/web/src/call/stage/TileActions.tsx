import type { RefObject } from 'react';
import { Expand, Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import type { StageTile } from '../people/roster';
import { useCall } from '../useCall';
import { canFullscreen, toggleFullscreen } from './fullscreen';
import styles from './TileActions.module.css';

type Props = { tile: StageTile; name: string; element: RefObject<HTMLElement | null> };

/** Seen while the pointer is over the tile, after a tap on it, and when the keyboard gets here. */
export function TileActions({ tile, name, element }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const isPinned = useStore(call.stage, ({ pinned }) => pinned === tile.id);
  const icon = { size: 18, 'aria-hidden': true } as const;
  const pinText = t(isPinned ? 'call.unpin' : 'call.pin', { name });
  const fullText = t('call.fullscreen', { name });
  return (
    <span className={styles.actions} data-pinned={isPinned}>
      <button
        type="button"
        aria-label={pinText}
        title={pinText}
        data-testid="pin"
        onClick={() => call.togglePin(tile.id)}
      >
        {isPinned ? <PinOff {...icon} /> : <Pin {...icon} />}
      </button>
      {canFullscreen && (
        <button
          type="button"
          aria-label={fullText}
          title={fullText}
          data-testid="fullscreen"
          onClick={() => element.current && void toggleFullscreen(element.current)}
        >
          <Expand {...icon} />
        </button>
      )}
    </span>
  );
}
