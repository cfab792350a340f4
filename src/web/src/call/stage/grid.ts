export type Size = { width: number; height: number };

/** Tiles all of one size; the last row may be shorter and is centred. */
export type Grid = { columns: number; rows: number; tile: Size };

export const gap = 8;

const widest = 16 / 9;
/** Narrower than this a sideways picture loses more than a quarter, and with it faces at the edge. */
const sideways = 4 / 3;
/** For upright pictures, and for several people on a phone held upright: they would be stamps otherwise. */
const upright = 3 / 4;

export type GridOptions = { /** Most pictures are higher than wide. */ isUpright?: boolean };

/** The grid in which `count` tiles are largest. Pictures are cropped a little to fill their tile. */
export function fitGrid(count: number, box: Size, { isUpright = false }: GridOptions = {}): Grid {
  const isCrowded = count > 2 && box.width < box.height;
  const narrowest = isUpright || isCrowded ? upright : sideways;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const tile = fitTile(cell, narrowest);
    if (tile.width * tile.height > best.tile.width * best.tile.height) best = { columns, rows, tile };
  }
  return best;
}

/** The largest tile of a pleasant shape in a cell. */
export function fitTile(cell: Size, narrowest = sideways): Size {
  const aspect = cell.width / cell.height;
  const width = aspect > widest ? cell.height * widest : cell.width;
  const height = aspect < narrowest ? cell.width / narrowest : cell.height;
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

export type Rect = Size & { x: number; y: number };

/** Where `count` tiles of a grid stand inside a box: rows centred, the whole centred. `capacity` keeps pages alike. */
export function placeGrid(
  count: number,
  box: Rect,
  options: GridOptions & { capacity?: number } = {},
): Rect[] {
  const { columns, tile } = fitGrid(Math.max(count, options.capacity ?? 0), box, options);
  const rows = Math.ceil(count / columns);
  const height = rows * tile.height + (rows - 1) * gap;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const width = inRow * tile.width + (inRow - 1) * gap;
    return {
      x: Math.round(box.x + (box.width - width) / 2 + (index % columns) * (tile.width + gap)),
      y: Math.round(box.y + (box.height - height) / 2 + row * (tile.height + gap)),
      ...tile,
    };
  });
}

/**
 * Cropping is fine as long as the face stays in; beyond that the whole picture stands on a ground.
 * Faces are in the middle from left to right, but often near the top.
 */
export function fitOf(picture: Size, tile: Size): 'cover' | 'contain' {
  if (picture.width === 0 || picture.height === 0 || tile.width === 0 || tile.height === 0) return 'cover';
  const ratio = picture.width / picture.height / (tile.width / tile.height);
  return ratio > 1 ? cover(1 / ratio >= 0.4) : cover(ratio >= 0.55);
}

const cover = (isEnough: boolean) => (isEnough ? 'cover' : 'contain');
