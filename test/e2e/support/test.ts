import { test as base } from '@playwright/test'
import { keys } from './client.ts'
import { startServer, type Server } from './server.ts'

export { expect } from '@playwright/test'

/**
 * `common`: a server with the usual settings and the keys of `client.ts`, for every file that neither stops it nor counts what it does. Starting
 * one and warming it up costs as much as a browser, so the files of one Playwright worker share it.
 */
export const test = base.extend<object, { common: Server }>({
  common: [
    async ({}, use) => {
      const server = await startServer(keys)
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
})
