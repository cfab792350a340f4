export type Stroke = { x: number; y: number; time: number };

/** Far enough to be meant, sideways enough not to be a scroll, fast enough not to be a rest. */
const least = 48;
const slowestMs = 600;

/** How many pages a stroke of the finger turns: to the left is forward. */
export function pagesTurned(from: Stroke, to: Stroke): -1 | 0 | 1 {
  const across = to.x - from.x;
  const down = to.y - from.y;
  if (Math.abs(across) < least || Math.abs(across) < 1.5 * Math.abs(down)) return 0;
  if (to.time - from.time > slowestMs) return 0;
  return across < 0 ? 1 : -1;
}
