/** Lower case, without accents: "ozturk" finds Öztürk. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Every word of the query begins a word of the name, in any order. */
export function matchesName(name: string, query: string): boolean {
  const words = folded(name).split(/\s+/);
  return folded(query)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}

type Person = { identity: string };

/** Raised hands in their order, then everybody else as they are. */
export function handsFirst<T extends Person>(people: readonly T[], queue: readonly string[]): T[] {
  const position = new Map(queue.map((identity, index) => [identity, index]));
  const raised = people
    .filter(({ identity }) => position.has(identity))
    .sort((a, b) => position.get(a.identity)! - position.get(b.identity)!);
  return [...raised, ...people.filter(({ identity }) => !position.has(identity))];
}
