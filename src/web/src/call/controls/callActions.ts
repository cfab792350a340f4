import type { Emoji } from '../people/reactions';
import type { Call } from '../model';
import { canFullscreen, toggleFullscreen } from '../stage/fullscreen';
import { layoutChoices } from '../stage/arrange';
import type { ShortcutAction } from './shortcuts';

export const canShare = 'getDisplayMedia' in (navigator.mediaDevices ?? {});

export function toggleHand(call: Call): void {
  call.hands.toggle().catch(() => call.toasts.show({ kind: 'handFailed' }));
}

export function react(call: Call, emoji: Emoji): void {
  call.reactions.send(emoji).catch(() => call.toasts.show({ kind: 'reactionFailed' }));
}

function nextLayout(call: Call): void {
  const { layout } = call.preferences.get();
  const next = layoutChoices[(layoutChoices.indexOf(layout) + 1) % layoutChoices.length]!;
  call.preferences.patch({ layout: next });
}

/** The large picture, or the whole stage when all are alike. */
export function toggleStageFullscreen(): void {
  const element = document.querySelector('[data-role="main"]') ?? document.querySelector('[data-layout]');
  if (canFullscreen && element) void toggleFullscreen(element);
}

/** What each shortcut does when its key goes down. Talking also needs the key to go up; see `watchKeys`. */
export const shortcutEffects: Record<ShortcutAction, (call: Call) => void> = {
  microphone: (call) => void call.session.toggleMicrophone(),
  camera: (call) => void call.session.toggleCamera(),
  talk: (call) => call.talkKey.press(),
  hand: toggleHand,
  share: (call) => {
    if (canShare) void call.session.toggleScreen();
  },
  people: (call) => call.panel.toggle('people'),
  chat: (call) => call.panel.toggle('chat'),
  layout: nextLayout,
  fullscreen: toggleStageFullscreen,
  nextPage: (call) => call.turnPage(1),
  previousPage: (call) => call.turnPage(-1),
  controls: () => document.querySelector<HTMLElement>('[data-testid="controls"] button')?.focus(),
  help: (call) => call.panel.toggle('help'),
};
