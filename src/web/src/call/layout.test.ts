import { describe, expect, test } from 'vitest';
import { fitGrid, gap, pageOf, stageLayout, tilesPerPage } from './layout';

const phone = { width: 374, height: 640 };
const desktop = { width: 1408, height: 760 };

describe('fitGrid', () => {
  test.each([
    [1, phone, 1, 1],
    [2, phone, 1, 2],
    [3, phone, 1, 3],
    [4, phone, 2, 2],
    [8, phone, 2, 4],
    [1, desktop, 1, 1],
    [2, desktop, 2, 1],
    [3, desktop, 2, 2],
    [4, desktop, 2, 2],
    [5, desktop, 3, 2],
    [9, desktop, 3, 3],
    [16, desktop, 4, 4],
    [25, desktop, 5, 5],
  ])('%i in %o → %i × %i', (count, box, columns, rows) =>
    expect(fitGrid(count, box)).toMatchObject({ columns, rows }),
  );

  test('everything fits, whatever the numbers', () => {
    for (const box of [phone, desktop, { width: 820, height: 1000 }, { width: 232, height: 760 }]) {
      for (let count = 1; count <= 30; count++) {
        const { columns, rows, tile } = fitGrid(count, box);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(columns * tile.width + (columns - 1) * gap).toBeLessThanOrEqual(box.width);
        expect(rows * tile.height + (rows - 1) * gap).toBeLessThanOrEqual(box.height);
        expect(tile.width / tile.height).toBeLessThan(16 / 9 + 0.05);
        expect(tile.width / tile.height).toBeGreaterThan(3 / 4 - 0.05);
      }
    }
  });

  test('a box without size has no tiles to show, and does not throw', () => {
    expect(fitGrid(3, { width: 0, height: 0 }).tile).toEqual({ width: 0, height: 0 });
    expect(fitGrid(0, desktop).rows).toBe(1);
  });
});

test('tilesPerPage', () => {
  expect(tilesPerPage(phone)).toBe(10);
  expect(tilesPerPage(desktop)).toBe(25);
  expect(tilesPerPage({ width: 232, height: 760 })).toBe(6);
  expect(tilesPerPage({ width: 10, height: 10 })).toBe(1);
});

describe('pageOf', () => {
  const people = ['a', 'b', 'c', 'd', 'e'];
  test('cuts pages', () => expect(pageOf(people, 1, 2)).toEqual({ items: ['c', 'd'], page: 1, pages: 3 }));
  test('shows the last page when the asked one is gone', () =>
    expect(pageOf(people, 9, 2)).toEqual({ items: ['e'], page: 2, pages: 3 }));
  test('has one page for nobody', () => expect(pageOf([], 0, 2)).toEqual({ items: [], page: 0, pages: 1 }));
});

describe('stageLayout', () => {
  test('without a screen the people have everything', () =>
    expect(stageLayout(phone, false)).toEqual({ kind: 'grid', people: phone }));

  test('on a desktop the people stand beside the screen', () => {
    const layout = stageLayout(desktop, true);
    if (layout.kind !== 'screen') throw new Error('no screen');
    expect(layout.direction).toBe('row');
    expect(layout.screen.width + layout.people.width + gap).toBe(desktop.width);
  });

  test('on a phone they stand below it', () => {
    const layout = stageLayout(phone, true);
    if (layout.kind !== 'screen') throw new Error('no screen');
    expect(layout.direction).toBe('column');
    expect(layout.screen.height + layout.people.height + gap).toBeCloseTo(phone.height);
  });
});
