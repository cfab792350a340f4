import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from './toasts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (toasts: Toasts) => toasts.shown.get().map(({ toast }) => toast.kind);

test('news goes by itself; what asks for an answer stays longer', () => {
  const toasts = new Toasts();
  toasts.show({ kind: 'joined', name: 'Ada' });
  toasts.show({ kind: 'handLowered' });
  vi.advanceTimersByTime(5_000);
  expect(kinds(toasts)).toEqual(['handLowered']);
  vi.advanceTimersByTime(6_000);
  expect(kinds(toasts)).toEqual([]);
});

test('the same kind replaces itself, and never more than three stand there', () => {
  const toasts = new Toasts();
  toasts.show({ kind: 'joined', name: 'Ada' });
  toasts.show({ kind: 'joined', name: 'Ben' });
  expect(toasts.shown.get()).toMatchObject([{ toast: { name: 'Ben' } }]);
  toasts.show({ kind: 'gone', name: 'Ada' });
  toasts.show({ kind: 'hand', name: 'Ben' });
  toasts.show({ kind: 'handLowered' });
  expect(kinds(toasts)).toEqual(['gone', 'hand', 'handLowered']);
});

test('closed by hand', () => {
  const toasts = new Toasts();
  toasts.show({ kind: 'handLowered' });
  toasts.closeKind('handLowered');
  expect(kinds(toasts)).toEqual([]);
});
