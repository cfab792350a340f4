export type Size = { width: number; height: number };

/** Tiles all of one size; the last row may be shorter and is centred. */
export type Grid = { columns: number; rows: number; tile: Size };

export const gap = 8;

const widest = 16 / 9;
/** Upright screens mostly show upright phones; elsewhere a camera picture should not lose more than its sides. */
const narrowest = (box: Size) => (box.width < box.height ? 3 / 4 : 4 / 3);

/** The grid in which `count` tiles are largest. Pictures are cropped to fill their tile. */
export function fitGrid(count: number, box: Size): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const tile = fitTile(cell, narrowest(box), widest);
    if (tile.width * tile.height > best.tile.width * best.tile.height) best = { columns, rows, tile };
  }
  return best;
}

function fitTile(cell: Size, narrow: number, wide: number): Size {
  const aspect = cell.width / cell.height;
  const width = aspect > wide ? cell.height * wide : cell.width;
  const height = aspect < narrow ? cell.width / narrow : cell.height;
  return { width: Math.floor(width), height: Math.floor(height) };
}

const most = 25;

/** How many tiles a page may hold before faces get too small to read. */
export function tilesPerPage(box: Size): number {
  const smallest = box.width < 600 ? { width: 150, height: 112 } : { width: 220, height: 140 };
  const columns = Math.max(1, Math.floor((box.width + gap) / (smallest.width + gap)));
  const rows = Math.max(1, Math.floor((box.height + gap) / (smallest.height + gap)));
  return Math.min(most, columns * rows);
}

export type PageOf<T> = { items: T[]; page: number; pages: number };

/** The asked page, or the last one when people have left meanwhile. Pages are counted from 0. */
export function pageOf<T>(all: readonly T[], page: number, perPage: number): PageOf<T> {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return { items: all.slice(shown * perPage, (shown + 1) * perPage), page: shown, pages };
}

export type StageLayout =
  | { kind: 'grid'; people: Size }
  /** A shared screen with the people beside it (`row`) or below it (`column`). */
  | { kind: 'screen'; direction: 'row' | 'column'; screen: Size; people: Size };

const stripWidth = 232;

export function stageLayout(box: Size, hasScreen: boolean): StageLayout {
  if (!hasScreen) return { kind: 'grid', people: box };
  if (box.width > box.height) {
    const strip = Math.min(stripWidth, box.width * 0.3);
    return {
      kind: 'screen',
      direction: 'row',
      screen: { width: box.width - strip - gap, height: box.height },
      people: { width: strip, height: box.height },
    };
  }
  // Full width for the screen, as high as a 16:10 screen needs; the people get the rest.
  const height = Math.min(box.width / 1.6, box.height * 0.6);
  return {
    kind: 'screen',
    direction: 'column',
    screen: { width: box.width, height },
    people: { width: box.width, height: box.height - height - gap },
  };
}
