/** What the bar can hold, the most needed first. Microphone, camera, "more" and leaving are always there. */
export const optionalControls = ['chat', 'hand', 'share', 'reactions', 'people'] as const;
export type OptionalControl = (typeof optionalControls)[number];

/** Buttons that are always there, and the width of one with its distance to the next. */
const fixed = 4;
const slot = { narrow: 60, wide: 82 };
const wideFrom = 600;

/** Which controls stand in the bar at this width; the others are under "more". */
export function visibleControls(width: number, wanted: readonly OptionalControl[]): OptionalControl[] {
  const room = Math.floor(width / (width < wideFrom ? slot.narrow : slot.wide)) - fixed;
  return optionalControls.filter((control) => wanted.includes(control)).slice(0, Math.max(0, room));
}
