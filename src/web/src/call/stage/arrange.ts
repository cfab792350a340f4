import { fitTile, gap, pageOf, placeGrid, tilesPerPage } from './grid';
import type { Rect, Size } from './grid';

/** What the person chose; `auto` shows a shared screen large and otherwise everybody. */
export type LayoutChoice = 'auto' | 'grid' | 'speaker';
export const layoutChoices: readonly LayoutChoice[] = ['auto', 'grid', 'speaker'];

/** One picture that the stage can show. */
export type TileInfo = {
  id: string;
  kind: 'camera' | 'screen';
  isLocal: boolean;
  /** The picture is higher than wide. */
  isUpright: boolean;
};

export type LayoutKind =
  /** Everybody alike, in pages. */
  | 'grid'
  /** Two people: the other one large, oneself in the corner. */
  | 'duo'
  /** One person large, the others in a strip. */
  | 'speaker'
  /** A shared screen large, people and further screens in a strip. */
  | 'screen';

export type Placed = { id: string; rect: Rect; role: 'main' | 'side' | 'inset' };

export type Arrangement = {
  kind: LayoutKind;
  placed: Placed[];
  page: number;
  pages: number;
  /** Where the page buttons stand, when there is more than one page. */
  pager: Rect | null;
  /** How many people fit on the first page: who speaks is brought onto it. */
  perPage: number;
};

export type StageInput = {
  box: Size;
  /** In the order of the stage, screens included. */
  tiles: readonly TileInfo[];
  choice: LayoutChoice;
  pinned: string | null;
  /** The tile of the person who speaks or spoke last. */
  speaker: string | null;
  page: number;
};

const pagerHeight = 44;
const strip = { share: 0.2, least: 160, most: 264 };

/** The whole stage as a function of what there is and what was chosen. */
export function arrange(input: StageInput): Arrangement {
  const box: Rect = { x: 0, y: 0, ...input.box };
  const main = findMain(input);
  if (main) return arrangeAround(main, box, input);
  const duo = findDuo(input);
  if (duo) return arrangeDuo(duo.other, duo.own, box);
  const everybody = arrangePages(input.tiles, box, input.page);
  return { kind: 'grid', ...everybody };
}

function findMain({ tiles, choice, pinned, speaker }: StageInput): TileInfo | null {
  const chosen = tiles.find(({ id }) => id === pinned);
  if (chosen) return chosen;
  if (choice === 'grid' || tiles.length < 2) return tiles.find(({ kind }) => kind === 'screen') ?? null;
  // The newest screen is what everybody is talking about.
  const screen = tiles.findLast(({ kind }) => kind === 'screen');
  if (screen) return screen;
  if (choice !== 'speaker') return null;
  return tiles.find(({ id }) => id === speaker) ?? tiles.find(({ isLocal }) => !isLocal) ?? null;
}

function findDuo({ box, tiles, choice }: StageInput): { other: TileInfo; own: TileInfo } | null {
  const own = tiles.find(({ isLocal }) => isLocal);
  const other = tiles.find(({ isLocal }) => !isLocal);
  if (choice !== 'auto' || tiles.length !== 2 || !own || !other) return null;
  // A sideways picture on an upright phone would lose its sides or most of the screen: two rows show more.
  return box.width < box.height && !other.isUpright ? null : { other, own };
}

function arrangeDuo(other: TileInfo, own: TileInfo, box: Rect): Arrangement {
  const isPortrait = box.width < box.height;
  const size = isPortrait ? { width: box.width, height: box.height } : fitTile(box);
  const rect = centred(size, box);
  const width = Math.round(isPortrait ? box.width * 0.3 : Math.min(280, box.width * 0.22));
  const inset = { width, height: Math.round(width * (own.isUpright ? 4 / 3 : isPortrait ? 3 / 4 : 9 / 16)) };
  const margin = 12;
  const corner = {
    x: rect.x + rect.width - inset.width - margin,
    y: rect.y + rect.height - inset.height - margin,
    ...inset,
  };
  const placed: Placed[] = [
    { id: other.id, rect, role: 'main' },
    { id: own.id, rect: corner, role: 'inset' },
  ];
  return { kind: 'duo', placed, page: 0, pages: 1, pager: null, perPage: 2 };
}

function arrangeAround(main: TileInfo, box: Rect, { tiles, page }: StageInput): Arrangement {
  const others = tiles.filter(({ id }) => id !== main.id);
  const kind = main.kind === 'screen' ? 'screen' : 'speaker';
  if (others.length === 0) {
    const rect = main.kind === 'screen' ? box : centred(fitTile(box), box);
    return {
      kind,
      placed: [{ id: main.id, rect, role: 'main' }],
      page: 0,
      pages: 1,
      pager: null,
      perPage: 1,
    };
  }
  const areas = splitBox(main, box);
  const size = main.kind === 'screen' ? areas.main : fitTile(areas.main, main.isUpright ? 3 / 4 : 4 / 3);
  const side = arrangePages(others, areas.side, page);
  const placed: Placed[] = [{ id: main.id, rect: centred(size, areas.main), role: 'main' }, ...side.placed];
  return { kind, ...side, placed, perPage: side.perPage + 1 };
}

/** People beside what is large (`box` is wide) or below it (`box` is high). */
function splitBox(main: TileInfo, box: Rect): { main: Rect; side: Rect } {
  if (box.width > box.height) {
    const width = Math.round(
      Math.min(strip.most, Math.max(strip.least, box.width * strip.share), box.width / 3),
    );
    return {
      main: { ...box, width: box.width - width - gap },
      side: { ...box, x: box.width - width, width },
    };
  }
  // Full width, as high as the picture needs; the others get the rest.
  const height = Math.round(Math.min(box.width / (main.kind === 'screen' ? 1.6 : 4 / 3), box.height * 0.6));
  return {
    main: { ...box, height },
    side: { ...box, y: height + gap, height: box.height - height - gap },
  };
}

type Pages = Pick<Arrangement, 'placed' | 'page' | 'pages' | 'pager' | 'perPage'>;

function arrangePages(tiles: readonly TileInfo[], box: Rect, wanted: number): Pages {
  const isPaged = tiles.length > tilesPerPage(box);
  const area = isPaged ? { ...box, height: box.height - pagerHeight - gap } : box;
  const perPage = tilesPerPage(area);
  const { items, page, pages } = pageOf(tiles, wanted, perPage);
  const isUpright = items.filter((tile) => tile.isUpright).length * 2 > items.length;
  const rects = placeGrid(items.length, area, { isUpright, ...(isPaged && { capacity: perPage }) });
  const placed = items.map(({ id }, index) => ({ id, rect: rects[index]!, role: 'side' as const }));
  const pager = isPaged ? { ...box, y: area.y + area.height + gap, height: pagerHeight } : null;
  return { placed, page, pages, pager, perPage };
}

function centred(size: Size, box: Rect): Rect {
  return {
    ...size,
    x: Math.round(box.x + (box.width - size.width) / 2),
    y: Math.round(box.y + (box.height - size.height) / 2),
  };
}
