/** One catalogue feeds the key handler, the tooltips, the help panel and the screen reader. */
export const shortcuts = {
  microphone: { key: 'd', isCombined: true },
  camera: { key: 'e', isCombined: true },
  talk: { key: 'v', isCombined: false },
  hand: { key: 'h', isCombined: false },
  share: { key: 's', isCombined: false },
  people: { key: 'p', isCombined: false },
  chat: { key: 'c', isCombined: false },
  layout: { key: 'l', isCombined: false },
  fullscreen: { key: 'f', isCombined: false },
  nextPage: { key: 'n', isCombined: false },
  previousPage: { key: 'b', isCombined: false },
  controls: { key: 'F2', isCombined: false },
  help: { key: '?', isCombined: false },
} as const satisfies Record<string, { key: string; /** Together with Ctrl or ⌘. */ isCombined: boolean }>;

export type ShortcutAction = keyof typeof shortcuts;
export const shortcutActions = Object.keys(shortcuts) as ShortcutAction[];

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Which shortcut a key is; letters alone only when the person has not switched them off and is not typing. */
export function actionOfKey(event: Key, allowsLetters: boolean, apple = isApple()): ShortcutAction | null {
  // On Apple's systems Ctrl with a letter edits text.
  const [isCombined, isOther] = apple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (event.altKey || isOther) return null;
  const key = event.key.toLowerCase();
  const action = shortcutActions.find(
    (candidate) =>
      shortcuts[candidate].key.toLowerCase() === key && shortcuts[candidate].isCombined === isCombined,
  );
  if (!action) return null;
  // "?" needs shift on most keyboards; letters with shift mean something else.
  if (event.shiftKey && /^[a-z]$/.test(key)) return null;
  return isCombined || isFunctionKey(action) || allowsLetters ? action : null;
}

const isFunctionKey = (action: ShortcutAction) => shortcuts[action].key.length > 1;

/** Fields take letters for themselves; a select jumps to the option that begins with them. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])')
  );
}

/** For tooltips: "⌘D", "Ctrl+D" or "V". */
export function shortcutText(action: ShortcutAction, apple = isApple()): string {
  const { key, isCombined } = shortcuts[action];
  const name = key.length === 1 ? key.toUpperCase() : key;
  if (!isCombined) return name;
  return apple ? `⌘${name}` : `Ctrl+${name}`;
}

/** For `aria-keyshortcuts`, which wants names of keys. */
export function shortcutAria(action: ShortcutAction, apple = isApple()): string {
  const { key, isCombined } = shortcuts[action];
  const name = key.length === 1 ? key.toUpperCase() : key;
  if (!isCombined) return name;
  return `${apple ? 'Meta' : 'Control'}+${name}`;
}
