import { beforeEach, expect, test, vi } from 'vitest';
import { renewStalePage } from './staleVersion';

let isInCall: boolean;
let clock: number;
const reload = vi.fn();
const renew = () =>
  renewStalePage({ isInCall: () => isInCall, now: () => clock, reload, storage: sessionStorage });

beforeEach(() => {
  sessionStorage.clear();
  reload.mockClear();
  isInCall = false;
  clock = 1_000_000;
});

test('reloads once, and again only after a minute', () => {
  expect(renew()).toBe(true);
  clock += 5_000;
  expect(renew()).toBe(false);
  clock += 60_000;
  expect(renew()).toBe(true);
  expect(reload).toHaveBeenCalledTimes(2);
});

test('never interrupts a call', () => {
  isInCall = true;
  expect(renew()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});
