import { expect, test } from 'vitest';
import type { Charts } from '../../api/admin';
import { chartsOf, heldPerDay, tableRows } from './series';

const midnight = new Date(2026, 0, 15).getTime() / 1000;

const charts = (fields: Partial<Charts> = {}): Charts => ({
  step_seconds: 3600,
  times: [midnight - 7200, midnight - 3600, midnight, midnight + 3600],
  meetings: [1, null, 2, 0],
  participants: [3, null, 5, 0],
  received_bits_per_second: [1e6, null, 2e6, 0],
  sent_bits_per_second: [2e6, null, 4e6, 0],
  loss: [null, null, 0.25, null],
  started: [1, 0, 2, 1],
  participant_seconds: [3600, 0, 1800, 5400],
  ...fields,
});

test('rates are in Mbit/s, loss in percent, and gaps stay gaps', () => {
  const [people, traffic, loss] = chartsOf(charts(), 'day');
  expect(people?.lines.map(({ values }) => values)).toEqual([
    [3, null, 5, 0],
    [1, null, 2, 0],
  ]);
  expect(traffic?.lines[1]?.values).toEqual([2, null, 4, 0]);
  expect(loss?.lines[0]?.values).toEqual([null, null, 25, null]);
});

test('what is never known is not drawn', () => {
  const none = [null, null, null, null];
  const elsewhere = charts({ received_bits_per_second: none, sent_bits_per_second: none, loss: none });
  expect(chartsOf(elsewhere, 'day').map(({ id }) => id)).toEqual(['people']);
  expect(chartsOf(elsewhere, 'month').map(({ id }) => id)).toEqual(['people', 'held']);
});

test('days are those of the reader', () => {
  const held = heldPerDay(charts());
  expect(held.times).toEqual([new Date(2026, 0, 14).getTime() / 1000, midnight]);
  expect(held.lines.map(({ values }) => values)).toEqual([
    [1, 3],
    [1, 2],
  ]);
});

test('a table has the newest first, puts neighbours together and leaves gaps out', () => {
  const [people] = chartsOf(charts(), 'day');
  expect(tableRows(people!)).toEqual([
    { time: midnight + 3600, values: [0, 0] },
    { time: midnight, values: [5, 2] },
    { time: midnight - 7200, values: [3, 1] },
  ]);
  expect(tableRows(people!, 2)).toEqual([
    { time: midnight, values: [5, 2] },
    { time: midnight - 7200, values: [3, 1] },
  ]);
});
