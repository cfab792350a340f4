import { describe, expect, test } from 'vitest';
import { actionOfKey, isTyping, shortcutActions, shortcutAria, shortcutText, shortcuts } from './shortcuts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('actionOfKey', () => {
  test.each([
    [{ key: 'd', ctrlKey: true }, 'microphone'],
    [{ key: 'e', ctrlKey: true }, 'camera'],
    [{ key: 'v' }, 'talk'],
    [{ key: '?', shiftKey: true }, 'help'],
    [{ key: 'F2' }, 'controls'],
    [{ key: 'd' }, null],
    [{ key: 'V', shiftKey: true }, null],
    [{ key: 'p', ctrlKey: true }, null],
    [{ key: 'd', ctrlKey: true, shiftKey: true }, null],
    [{ key: 'd', ctrlKey: true, altKey: true }, null],
    [{ key: 'd', metaKey: true }, null],
    [{ key: 'd', ctrlKey: true, metaKey: true }, null],
    [{ key: 'x', ctrlKey: true }, null],
  ])('%o → %s', (key, action) => expect(actionOfKey({ ...none, ...key }, true, false)).toBe(action));

  test('on a Mac ⌘ is the key, and Ctrl keeps editing text', () => {
    expect(actionOfKey({ ...none, key: 'D', metaKey: true }, true, true)).toBe('microphone');
    expect(actionOfKey({ ...none, key: 'e', ctrlKey: true }, true, true)).toBeNull();
    expect(actionOfKey({ ...none, key: 'v' }, true, true)).toBe('talk');
  });

  test('letters alone can be switched off; the rest stays', () => {
    expect(actionOfKey({ ...none, key: 'v' }, false)).toBeNull();
    expect(actionOfKey({ ...none, key: 'F2' }, false)).toBe('controls');
    expect(actionOfKey({ ...none, key: 'd', ctrlKey: true }, false)).toBe('microphone');
  });
});

test('no two shortcuts share a key', () => {
  const texts = shortcutActions.map((action) => shortcutText(action, false));
  expect(new Set(texts).size).toBe(Object.keys(shortcuts).length);
});

test('isTyping: fields keep their letters, switches and buttons do not need them', () => {
  const make = (html: string) => {
    document.body.innerHTML = html;
    return document.body.firstElementChild;
  };
  expect(isTyping(make('<input type="search">'))).toBe(true);
  expect(isTyping(make('<textarea></textarea>'))).toBe(true);
  expect(isTyping(make('<select></select>'))).toBe(true);
  expect(isTyping(make('<input type="radio">'))).toBe(false);
  expect(isTyping(make('<button></button>'))).toBe(false);
  expect(isTyping(null)).toBe(false);
});

test('texts follow the platform', () => {
  expect(shortcutText('microphone', true)).toBe('⌘D');
  expect(shortcutText('camera', false)).toBe('Ctrl+E');
  expect(shortcutText('talk', true)).toBe('V');
  expect(shortcutAria('camera', true)).toBe('Meta+E');
});
