import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;
type Bundle = Rolldown.OutputBundle;

/** Kilobytes (1,000 bytes) of script, compressed with gzip. */
export type Budget = { prejoin: number; meeting: number };

/** Prints what the pages of a meeting cost, and fails the build when that is more than we promise. */
export function bundleBudget(budget: Budget): Plugin {
  return {
    name: 'treff-bundle-budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const chunks = chunksOf(bundle);
      const first = closure(chunks, (chunk) => chunk.isEntry);
      const call = closure(chunks, (chunk) => chunk.facadeModuleId?.endsWith('/call/call.ts') === true);
      const media = [...first].filter((chunk) =>
        chunk.moduleIds.some((id) => id.includes('/livekit-client/')),
      );
      const sizes = { prejoin: gzipped(first), meeting: gzipped(new Set([...first, ...call])) };
      for (const page of ['prejoin', 'meeting'] as const)
        this.info(`${page}: ${sizes[page].toFixed(1)} of ${budget[page]} kB of script (gzip)`);
      if (call.size === 0)
        this.error('the meeting has no chunk of its own: pre-join would wait for the media code');
      if (media.length > 0)
        this.error(`pre-join loads the media code: ${media.map(({ fileName }) => fileName).join(', ')}`);
      for (const page of ['prejoin', 'meeting'] as const)
        if (sizes[page] > budget[page]) this.error(`${page} is over its budget of ${budget[page]} kB`);
    },
  };
}

const chunksOf = (bundle: Bundle) =>
  new Map(
    Object.values(bundle)
      .filter((output): output is Chunk => output.type === 'chunk')
      .map((chunk) => [chunk.fileName, chunk]),
  );

/** The matching chunks and everything that must be there before they can run. */
function closure(chunks: ReadonlyMap<string, Chunk>, isWanted: (chunk: Chunk) => boolean): Set<Chunk> {
  const found = new Set<Chunk>();
  const add = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    chunk.imports.forEach((name) => add(chunks.get(name)));
  };
  [...chunks.values()].filter(isWanted).forEach(add);
  return found;
}

const gzipped = (chunks: ReadonlySet<Chunk>) =>
  [...chunks].reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1_000;
