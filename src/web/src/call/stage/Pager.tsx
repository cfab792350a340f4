import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../useCall';
import type { Rect } from './grid';
import styles from './Pager.module.css';

type Props = { page: number; pages: number; rect: Rect };

export function Pager({ page, pages, rect }: Props) {
  const { t } = useTranslation();
  const call = useCall();
  const { x, y, width, height } = rect;
  return (
    <nav
      className={styles.pager}
      style={{ width, height, transform: `translate(${x}px, ${y}px)` }}
      aria-label={t('call.pages')}
    >
      <button
        type="button"
        aria-label={t('call.previousPage')}
        aria-disabled={page === 0}
        onClick={() => call.turnPage(-1)}
      >
        <ChevronLeft size={22} aria-hidden="true" />
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
        aria-disabled={page === pages - 1}
        onClick={() => call.turnPage(1)}
      >
        <ChevronRight size={22} aria-hidden="true" />
      </button>
    </nav>
  );
}
