import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

/** Two builds: for browsers that compute on several numbers at once, and for those that do not. Each loads one of them. */
const names = ['vision_wasm_internal', 'vision_wasm_nosimd_internal'].flatMap((name) => [
  `${name}.js`,
  `${name}.wasm`,
]);
const types = { js: 'text/javascript', wasm: 'application/wasm' } as const;

/**
 * Serves the WebAssembly that finds the person in a picture from this server: the library would load it from elsewhere. The folder carries the
 * version, so that browsers may keep it for ever. It is loaded when somebody blurs their background, not before.
 */
export function visionFiles(): Plugin {
  const processors = require.resolve('@livekit/track-processors');
  const main = createRequire(processors).resolve('@mediapipe/tasks-vision');
  const folder = dirname(main);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const path = `assets/tasks-vision-${version}`;
  const read = (name: string) => readFileSync(join(folder, 'wasm', name));
  return {
    name: 'treff-vision-files',
    config: () => ({ define: { __VISION_FILES__: JSON.stringify(`/${path}`) } }),
    generateBundle() {
      for (const name of names)
        this.emitFile({ type: 'asset', fileName: `${path}/${name}`, source: read(name) });
    },
    configureServer({ middlewares }) {
      for (const name of names)
        middlewares.use(`/${path}/${name}`, (_request, response) => {
          response.setHeader('Content-Type', types[name.split('.')[1] as keyof typeof types]);
          response.end(read(name));
        });
    },
  };
}
