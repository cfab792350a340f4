import { chromium, type Browser, type BrowserContext, type LaunchOptions } from '@playwright/test'

/**
 * Browser processes that tests take one after the other, also several at once: each gets fresh profiles, and starting a process costs as much
 * as a minute of a call. They end with the Playwright worker.
 */
const processes = new Map<string, Promise<Browser>>()

/** A browser that looks like one of its own: closing it closes what was opened through it. */
export async function takeBrowser(options: LaunchOptions): Promise<Browser> {
  const browser = await running(options)
  const contexts = new Set<BrowserContext>()
  const keep = (context: BrowserContext) => {
    contexts.add(context)
    context.once('close', () => contexts.delete(context))
    return context
  }
  const own: Partial<Browser> = {
    newContext: async (...settings) => keep(await browser.newContext(...settings)),
    newPage: async (...settings) => {
      const page = await browser.newPage(...settings)
      keep(page.context())
      return page
    },
    close: async () => {
      await Promise.all([...contexts].map((context) => context.close()))
    },
  }
  return new Proxy(browser, {
    get(target, name) {
      const value: unknown = Reflect.get(name in own ? own : target, name)
      return typeof value === 'function' && !(name in own) ? value.bind(target) : value
    },
  })
}

/** A process with these options, also after one that has crashed. */
async function running(options: LaunchOptions): Promise<Browser> {
  const key = JSON.stringify(options)
  const found = await processes.get(key)
  if (found?.isConnected()) return found
  const starting = chromium.launch(options)
  processes.set(key, starting)
  return starting
}
