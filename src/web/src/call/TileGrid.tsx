import { useState } from 'react';
import type { Participant } from 'livekit-client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Tile } from './Tile';
import type { Own } from './callSession';
import { fitGrid, pageOf, tilesPerPage } from './layout';
import type { Size } from './layout';
import styles from './TileGrid.module.css';

type Props = { participants: Participant[]; box: Size; own: Own };

const pagerHeight = 52;

export function TileGrid({ participants, box, own }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(0);
  const isPaged = participants.length > tilesPerPage(box);
  const area = isPaged ? { ...box, height: box.height - pagerHeight } : box;
  const { items, page, pages } = pageOf(participants, wanted, tilesPerPage(area));
  const { tile } = fitGrid(isPaged ? tilesPerPage(area) : items.length, area);

  return (
    <div className={styles.people} style={{ width: box.width, height: box.height }}>
      <ul className={styles.grid} aria-label={t('call.stage')}>
        {items.map((participant) => (
          <Tile
            // The own identity is known only after the connection; a new key would restart the picture.
            key={participant.isLocal ? '' : participant.identity}
            participant={participant}
            width={tile.width}
            height={tile.height}
            own={participant.isLocal ? own : null}
          />
        ))}
      </ul>
      {pages > 1 && (
        <nav className={styles.pager} aria-label={t('call.pages')}>
          <button
            type="button"
            aria-label={t('call.previousPage')}
            disabled={page === 0}
            onClick={() => setWanted(page - 1)}
          >
            <ChevronLeft size={20} aria-hidden="true" />
          </button>
          <span role="status">
            <span aria-hidden="true">
              {page + 1} / {pages}
            </span>
            <span className="visually-hidden">{t('call.page', { page: page + 1, pages })}</span>
          </span>
          <button
            type="button"
            aria-label={t('call.nextPage')}
            disabled={page === pages - 1}
            onClick={() => setWanted(page + 1)}
          >
            <ChevronRight size={20} aria-hidden="true" />
          </button>
        </nav>
      )}
    </div>
  );
}
