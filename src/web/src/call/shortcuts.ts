/** One list feeds the key handler, the tooltips and the screen reader. */
export const shortcuts = {
  microphone: { key: 'd' },
  camera: { key: 'e' },
} as const;

export type ShortcutAction = keyof typeof shortcuts;

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function actionOfKey(event: Key): ShortcutAction | null {
  if (event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) return null;
  const actions = Object.keys(shortcuts) as ShortcutAction[];
  return actions.find((action) => shortcuts[action].key === event.key.toLowerCase()) ?? null;
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** For tooltips: "⌘D" or "Ctrl+D". */
export function shortcutText(action: ShortcutAction, apple = isApple()): string {
  const key = shortcuts[action].key.toUpperCase();
  return apple ? `⌘${key}` : `Ctrl+${key}`;
}

/** For `aria-keyshortcuts`. */
export function shortcutAria(action: ShortcutAction, apple = isApple()): string {
  return `${apple ? 'Meta' : 'Control'}+${shortcuts[action].key.toUpperCase()}`;
}
