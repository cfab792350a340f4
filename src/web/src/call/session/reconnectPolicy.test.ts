import { expect, test } from 'vitest';
import { QuickReconnect } from './reconnectPolicy';

const policy = new QuickReconnect(() => 0.5);

test.each([
  [0, 0, 100],
  [1, 100, 300],
  [2, 400, 600],
  [3, 1_000, 1_200],
  [4, 2_200, 2_000],
  [30, 59_000, 2_000],
  [31, 60_001, null],
])('try %i after %i ms waits %s ms', (retryCount, elapsedMs, delay) => {
  expect(policy.nextRetryDelayInMs({ retryCount, elapsedMs })).toBe(delay);
});

test('waits are spread', () => {
  const waits = [0, 1].map((random) =>
    new QuickReconnect(() => random).nextRetryDelayInMs({ retryCount: 9, elapsedMs: 0 }),
  );
  expect(waits).toEqual([1_000, 3_000]);
});
