import { describe, expect, test } from 'vitest';
import { actionOfKey, shortcutAria, shortcutText } from './shortcuts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('actionOfKey', () => {
  test.each([
    [{ key: 'd', ctrlKey: true }, 'microphone'],
    [{ key: 'D', metaKey: true }, 'microphone'],
    [{ key: 'e', ctrlKey: true }, 'camera'],
    [{ key: 'd' }, null],
    [{ key: 'd', ctrlKey: true, shiftKey: true }, null],
    [{ key: 'd', ctrlKey: true, altKey: true }, null],
    [{ key: 'x', ctrlKey: true }, null],
  ])('%o → %s', (key, action) => expect(actionOfKey({ ...none, ...key })).toBe(action));
});

test('texts follow the platform', () => {
  expect(shortcutText('microphone', true)).toBe('⌘D');
  expect(shortcutText('camera', false)).toBe('Ctrl+E');
  expect(shortcutAria('camera', true)).toBe('Meta+E');
});
