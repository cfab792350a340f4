import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import type { StageTile } from '../people/roster';
import { useCall } from '../useCall';
import { Pager } from './Pager';
import { Tile } from './Tile';
import { arrange } from './arrange';
import { useSize } from './useSize';
import { useSwipe } from './useSwipe';
import styles from './Stage.module.css';

/** Puts tiles where `arrange` says. They stay the same elements in every layout, so that pictures never blink. */
export function Stage() {
  const { t } = useTranslation();
  const call = useCall();
  const stage = useRef<HTMLDivElement>(null);
  const box = useSize(stage);
  const tiles = useStore(call.roster.tiles);
  const choice = useStore(call.preferences, ({ layout }) => layout);
  const { pinned: ownPin, page } = useStore(call.stage);
  // Everybody sees large whom the hosts put there, unless they pinned somebody themselves.
  const spotlight = useStore(call.hosting.rules.state, (rules) => rules.spotlight);
  const spotlit = tiles.find(({ id }) => id === `camera:${spotlight}`)?.id ?? null;
  const pinned = ownPin ?? spotlit;
  // Who speaks changes the stage only where the speaker is large.
  const speaker = useStore(call.roster.speaker, (tile) => (choice === 'speaker' ? tile : null));
  const arrangement = useMemo(
    () => arrange({ box, tiles, choice, pinned, speaker, page }),
    [box, tiles, choice, pinned, speaker, page],
  );
  const swipe = useSwipe((pages) => call.turnPage(pages));

  useEffect(() => {
    call.roster.setView(arrangement.perPage, pinned);
    call.setPages(arrangement.pages);
  }, [call, arrangement, pinned]);

  const isMeasured = box.width > 0 && box.height > 0;
  const byId = new Map(tiles.map((tile) => [tile.id, tile]));
  const shown = arrangement.placed
    .flatMap(({ id, rect, role }) => {
      const tile = byId.get(id);
      return tile ? [{ tile, rect, role }] : [];
    })
    .sort((a, b) => inReadingOrder(a.tile, b.tile));

  return (
    <div ref={stage} className={styles.stage} data-layout={arrangement.kind} {...swipe}>
      {isMeasured && (
        <ul className={styles.tiles} aria-label={t('call.stage')}>
          {shown.map(({ tile, rect, role }) => (
            <Tile key={tile.id} tile={tile} {...rect} role={role} />
          ))}
        </ul>
      )}
      {isMeasured && arrangement.pager && (
        <Pager page={arrangement.page} pages={arrangement.pages} rect={arrangement.pager} />
      )}
    </div>
  );
}

/** An order that never changes while people are there: elements that move in the document would restart their video. */
function inReadingOrder(a: StageTile, b: StageTile): number {
  const time = (tile: StageTile) => tile.participant.joinedAt?.getTime() ?? 0;
  return (
    Number(b.kind === 'screen') - Number(a.kind === 'screen') ||
    Number(b.isLocal) - Number(a.isLocal) ||
    time(a) - time(b) ||
    a.id.localeCompare(b.id)
  );
}
