import { expect, test, vi } from 'vitest';
import { readStored, writeStored } from './storage';

test('blocked storage remembers until the page goes', () => {
  const blocked = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked });
  expect(readStored('treff.test')).toBeNull();
  writeStored('treff.test', 'kept');
  expect(readStored('treff.test')).toBe('kept');
  vi.unstubAllGlobals();

  writeStored('treff.test', 'stored');
  expect(readStored('treff.test')).toBe('stored');
  expect(localStorage.getItem('treff.test')).toBe('stored');
});

test('a full storage does not bring back the old value', () => {
  writeStored('treff.test', 'old');
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('Full', 'QuotaExceededError');
  });
  writeStored('treff.test', 'new');
  expect(readStored('treff.test')).toBe('new');
  full.mockRestore();
  writeStored('treff.test', 'newer');
  expect(readStored('treff.test')).toBe('newer');
});
