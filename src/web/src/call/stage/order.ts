/** The order of tiles: changes as little as possible, because people find each other by place. */
export function updateOrder(order: readonly string[], present: readonly string[]): readonly string[] {
  const here = new Set(present);
  const known = new Set(order);
  const kept = order.filter((id) => here.has(id));
  const added = present.filter((id) => !known.has(id));
  return kept.length === order.length && added.length === 0 ? order : [...kept, ...added];
}

/**
 * Brings somebody onto the first page by changing places with the person there who has been silent longest.
 * Everybody else stays where they are. `held` (oneself, who is pinned, who speaks now) do not give way.
 */
export function bringForward(
  order: readonly string[],
  id: string,
  visible: number,
  { lastSpoke, held }: { lastSpoke: ReadonlyMap<string, number>; held: ReadonlySet<string> },
): readonly string[] {
  const from = order.indexOf(id);
  if (from < visible) return order;
  let to = -1;
  let silentSince = Infinity;
  // From the end of the page, so that of many who never spoke the last one goes.
  for (let index = Math.min(visible, order.length) - 1; index >= 0; index--) {
    const candidate = order[index]!;
    const spoke = lastSpoke.get(candidate) ?? 0;
    if (!held.has(candidate) && spoke < silentSince) {
      to = index;
      silentSince = spoke;
    }
  }
  if (to < 0) return order;
  const next = [...order];
  next[from] = order[to]!;
  next[to] = id;
  return next;
}

/** Who is large in the speaker layout: stays while they speak, and when everybody is silent. */
export function nextSpeaker(current: string | null, speaking: readonly string[]): string | null {
  if (current !== null && speaking.includes(current)) return current;
  return speaking[0] ?? current;
}
