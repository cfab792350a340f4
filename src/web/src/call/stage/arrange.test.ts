import { describe, expect, test } from 'vitest';
import { arrange } from './arrange';
import type { StageInput, TileInfo } from './arrange';
import type { Rect, Size } from './grid';

const phone = { width: 374, height: 640 };
const tablet = { width: 788, height: 1000 };
const desktop = { width: 1408, height: 760 };

const me: TileInfo = { id: 'me', kind: 'camera', isLocal: true, isUpright: false };
const person = (id: string, isUpright = false): TileInfo => ({
  id,
  kind: 'camera',
  isLocal: false,
  isUpright,
});
const screen = (id: string): TileInfo => ({ id, kind: 'screen', isLocal: false, isUpright: false });
const crowd = (count: number) => [
  me,
  ...Array.from({ length: count - 1 }, (_, index) => person(`p${index}`)),
];

function stage(box: Size, tiles: TileInfo[], more: Partial<StageInput> = {}) {
  return arrange({ box, tiles, choice: 'auto', pinned: null, speaker: null, page: 0, ...more });
}
const placeOf = (arrangement: ReturnType<typeof stage>, id: string) =>
  arrangement.placed.find((tile) => tile.id === id)!;
const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('whatever the numbers', () => {
  const cases = [phone, tablet, desktop, { width: 700, height: 330 }].flatMap((box) =>
    [1, 2, 3, 5, 9, 20, 49].flatMap((count) =>
      (['auto', 'grid', 'speaker'] as const).flatMap((choice) =>
        [0, 1, 3].map((screens) => ({ box, count, choice, screens })),
      ),
    ),
  );
  test.each(cases)('$count people, $screens screens, $choice, $box.width × $box.height', (given) => {
    const screens = Array.from({ length: given.screens }, (_, index) => screen(`s${index}`));
    const tiles = [...crowd(given.count), ...screens];
    const first = stage(given.box, tiles, { choice: given.choice });
    const seen = new Set<string>();
    for (let page = 0; page < first.pages; page++) {
      const { placed, pager } = stage(given.box, tiles, { choice: given.choice, page });
      const solid = placed.filter(({ role }) => role !== 'inset').map(({ rect }) => rect);
      if (pager) solid.push(pager);
      solid.forEach((rect, index) => {
        expect(rect.width).toBeGreaterThan(0);
        expect(rect.height).toBeGreaterThan(0);
        expect(rect.x).toBeGreaterThanOrEqual(0);
        expect(rect.y).toBeGreaterThanOrEqual(0);
        expect(rect.x + rect.width).toBeLessThanOrEqual(given.box.width + 1);
        expect(rect.y + rect.height).toBeLessThanOrEqual(given.box.height + 1);
        for (const other of solid.slice(index + 1)) expect(overlap(rect, other)).toBe(false);
      });
      placed.forEach(({ id }) => seen.add(id));
    }
    // Everybody is on some page.
    expect(seen.size).toBe(tiles.length);
  });
});

describe('two people', () => {
  test('on a desktop the other is large and oneself in the corner', () => {
    const { kind, placed } = stage(desktop, crowd(2));
    expect(kind).toBe('duo');
    expect(placed.map(({ id, role }) => [id, role])).toEqual([
      ['p0', 'main'],
      ['me', 'inset'],
    ]);
  });

  test('on a phone too, when the other holds a phone', () => {
    const { kind, placed } = stage(phone, [me, person('a', true)]);
    expect(kind).toBe('duo');
    expect(placed[0]!.rect).toMatchObject(phone);
  });

  test('on a phone a sideways picture keeps its sides: two rows', () => {
    const { kind, placed } = stage(phone, crowd(2));
    expect(kind).toBe('grid');
    for (const { rect } of placed) expect(rect.width / rect.height).toBeCloseTo(4 / 3, 1);
  });

  test('"everybody alike" means it', () =>
    expect(stage(desktop, crowd(2), { choice: 'grid' }).kind).toBe('grid'));
});

describe('speaker', () => {
  test('is large; who comes next is a stranger to the grid', () => {
    const arrangement = stage(desktop, crowd(5), { choice: 'speaker', speaker: 'p2' });
    expect(arrangement.kind).toBe('speaker');
    expect(placeOf(arrangement, 'p2').role).toBe('main');
    expect(placeOf(arrangement, 'me').role).toBe('side');
  });

  test('before anybody has spoken it is another person, not oneself', () =>
    expect(placeOf(stage(desktop, crowd(3), { choice: 'speaker' }), 'p0').role).toBe('main'));

  test('on a phone the others stand below', () => {
    const arrangement = stage(phone, crowd(4), { choice: 'speaker', speaker: 'p0' });
    expect(placeOf(arrangement, 'p1').rect.y).toBeGreaterThan(placeOf(arrangement, 'p0').rect.height);
  });
});

describe('screens', () => {
  test('the newest is large, the other one stands in the strip', () => {
    const arrangement = stage(desktop, [...crowd(3), screen('s1'), screen('s2')]);
    expect(arrangement.kind).toBe('screen');
    expect(placeOf(arrangement, 's2').role).toBe('main');
    expect(placeOf(arrangement, 's1').role).toBe('side');
  });

  test('a pinned person goes before a screen', () => {
    const arrangement = stage(desktop, [...crowd(3), screen('s1')], { pinned: 'p1' });
    expect(arrangement.kind).toBe('speaker');
    expect(placeOf(arrangement, 'p1').role).toBe('main');
  });

  test('who is pinned and leaves is forgotten', () =>
    expect(stage(desktop, crowd(3), { pinned: 'gone' }).kind).toBe('grid'));

  test('people stand beside the screen on a desktop, below it on a phone', () => {
    const wide = stage(desktop, [...crowd(3), screen('s')]);
    expect(placeOf(wide, 'me').rect.x).toBeGreaterThan(placeOf(wide, 's').rect.width);
    const high = stage(phone, [...crowd(3), screen('s')]);
    expect(placeOf(high, 'me').rect.y).toBeGreaterThan(placeOf(high, 's').rect.height);
  });
});

test('all pages have tiles of one size', () => {
  const first = stage(desktop, crowd(49));
  const last = stage(desktop, crowd(49), { page: first.pages - 1 });
  expect(first.pages).toBeGreaterThan(1);
  expect(last.placed[0]!.rect.width).toBe(first.placed[0]!.rect.width);
});
