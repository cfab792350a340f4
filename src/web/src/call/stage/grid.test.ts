import { describe, expect, test } from 'vitest';
import { fitGrid, fitOf, gap, pageOf, placeGrid, tilesPerPage } from './grid';

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

test('placeGrid: the last row is centred, pages of one capacity have tiles of one size', () => {
  const box = { x: 10, y: 20, width: 608, height: 400 };
  const rects = placeGrid(3, box);
  expect(rects).toHaveLength(3);
  const [first, second, third] = rects;
  expect(first!.y).toBe(second!.y);
  expect(third!.x - box.x).toBeCloseTo((box.width - third!.width) / 2, -1);
  expect(placeGrid(1, box, { capacity: 4 })[0]!.width).toBe(placeGrid(4, box)[0]!.width);
});

test.each([
  ['a camera in a tile a bit narrower', { width: 1280, height: 720 }, { width: 400, height: 300 }, 'cover'],
  ['an upright phone in a wide tile', { width: 720, height: 1280 }, { width: 640, height: 360 }, 'contain'],
  ['a camera in an upright tile', { width: 1280, height: 720 }, { width: 374, height: 640 }, 'contain'],
  ['before the first picture', { width: 0, height: 0 }, { width: 374, height: 640 }, 'cover'],
])('fitOf: %s', (_, picture, tile, fit) => expect(fitOf(picture, tile)).toBe(fit));
