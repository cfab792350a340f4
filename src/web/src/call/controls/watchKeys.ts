import type { Call } from '../model';
import { shortcutEffects } from './callActions';
import { actionOfKey, isTyping, shortcuts } from './shortcuts';

/** The keyboard of the whole call, until the returned function is called. */
export function watchKeys(call: Call): () => void {
  const onDown = (event: KeyboardEvent) => {
    const allowsLetters = call.preferences.get().singleKeys && !isTyping(event.target);
    const action = actionOfKey(event, allowsLetters);
    if (!action || event.defaultPrevented) return;
    // The browser would set a bookmark, go to its search field or move its caret.
    event.preventDefault();
    if (!event.repeat) shortcutEffects[action](call);
  };
  const onUp = (event: KeyboardEvent) => {
    // Whatever else is held down by now: a key that is up does not talk.
    if (event.key.toLowerCase() === shortcuts.talk.key) call.talkKey.release();
  };
  const onBlur = () => call.talkKey.release();
  window.addEventListener('keydown', onDown);
  window.addEventListener('keyup', onUp);
  window.addEventListener('blur', onBlur);
  return () => {
    window.removeEventListener('keydown', onDown);
    window.removeEventListener('keyup', onUp);
    window.removeEventListener('blur', onBlur);
  };
}
