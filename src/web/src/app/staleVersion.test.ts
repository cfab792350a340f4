import { beforeEach, expect, test, vi } from 'vitest';
import { renewStalePage } from './staleVersion';

let isInCall: boolean;
let isServed: boolean;
let clock: number;
const reload = vi.fn();
const renew = () =>
  renewStalePage({
    isInCall: () => isInCall,
    isServed: () => Promise.resolve(isServed),
    now: () => clock,
    reload,
    storage: sessionStorage,
  });

beforeEach(() => {
  sessionStorage.clear();
  reload.mockClear();
  isInCall = false;
  isServed = true;
  clock = 1_000_000;
});

test('reloads once, and again only after a minute', async () => {
  expect(await renew()).toBe(true);
  clock += 5_000;
  expect(await renew()).toBe(false);
  clock += 60_000;
  expect(await renew()).toBe(true);
  expect(reload).toHaveBeenCalledTimes(2);
});

test('never interrupts a call', async () => {
  isInCall = true;
  expect(await renew()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});

test('a page whose server is gone stays, with what was typed', async () => {
  isServed = false;
  expect(await renew()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});
