import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { repository } from './server.ts'

/** The web client's meeting without a server (`src/web/fixtures`), built as for production and served on a free port. */
export type FixturePage = { url: string; stop: () => Promise<void> }

type Vite = {
  build: (options: object) => Promise<unknown>
  preview: (options: object) => Promise<{ resolvedUrls: { local: string[] }; close: () => Promise<void> }>
}

export async function serveFixtures(): Promise<FixturePage> {
  const root = join(repository, 'src/web')
  const outDir = mkdtempSync(join(tmpdir(), 'treff-fixtures-'))
  const path = createRequire(join(root, 'package.json')).resolve('vite')
  const vite = (await import(pathToFileURL(path).href)) as Vite
  const common = { root, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } }
  await vite.build({
    ...common,
    build: { ...common.build, target: 'es2022', rolldownOptions: { input: join(root, 'fixtures/call.html') } },
  })
  const server = await vite.preview({ ...common, preview: { port: 0, host: 'localhost' } })
  return {
    url: `${server.resolvedUrls.local[0]}fixtures/call.html`,
    stop: async () => {
      await server.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}
