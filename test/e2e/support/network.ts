import { expect, type Page } from '@playwright/test'

/** Runs in the page before everything else: `pairs` can ask every connection. */
export const watched = `(() => {
  const Native = window.RTCPeerConnection
  const connections = (window.__connections = [])
  window.RTCPeerConnection = class extends Native {
    constructor(config) { super(config); connections.push(this) }
  }
})()`

/** Runs in the page before everything else: every connection may use the relay only, by URLs that match. */
export function relayOnly(urls: RegExp): string {
  return `(() => {
    const Native = window.RTCPeerConnection
    const connections = (window.__connections = [])
    const urls = ${urls}
    const force = (config = {}) => ({
      ...config,
      iceTransportPolicy: 'relay',
      iceServers: (config.iceServers ?? [])
        .map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => urls.test(url)) }))
        .filter((server) => server.urls.length > 0),
    })
    window.RTCPeerConnection = class extends Native {
      constructor(config) { super(force(config)); connections.push(this) }
      setConfiguration(config) { super.setConfiguration(force(config)) }
    }
  })()`
}

export type Pair = { local: string; protocol: string; relayProtocol: string; remote: string; bytes: number }

/** The candidate pairs that carry media, one for each connection. */
export async function pairs(page: Page): Promise<Pair[]> {
  return page.evaluate(async () => {
    const result: Pair[] = []
    for (const connection of (window as unknown as { __connections: RTCPeerConnection[] }).__connections) {
      const stats = new Map<string, Record<string, unknown>>()
      ;(await connection.getStats()).forEach((stat: Record<string, unknown>, id: string) => stats.set(id, stat))
      // Chromium names the pair in the transport, Firefox marks the pair itself.
      const named = new Set([...stats.values()].map((stat) => stat['selectedCandidatePairId']))
      for (const [id, pair] of stats) {
        if (pair['type'] !== 'candidate-pair' || (!named.has(id) && pair['selected'] !== true)) continue
        const local = stats.get(String(pair['localCandidateId']))
        const remote = stats.get(String(pair['remoteCandidateId']))
        result.push({
          local: String(local?.['candidateType']),
          protocol: String(local?.['protocol']),
          relayProtocol: String(local?.['relayProtocol'] ?? ''),
          remote: `${remote?.['candidateType']} ${remote?.['protocol']} ${remote?.['address']}:${remote?.['port']}`,
          bytes: Number(pair['bytesReceived'] ?? 0),
        })
      }
    }
    return result
  })
}

/** Media of all these pages takes this way in the end: browsers begin with whatever answers first. */
export async function expectWay(pages: Page[], way: Partial<Pair>): Promise<void> {
  let used: Pair[] = []
  const isTaken = async () => {
    used = (await Promise.all(pages.map(pairs))).flat()
    return used.length >= pages.length && used.every((pair) => pair.bytes > 10_000 && isPart(way, pair))
  }
  await expect
    .poll(isTaken, { timeout: 30_000 })
    .toBe(true)
    .catch((error: Error) => {
      throw new Error(`${error.message}\n${JSON.stringify(used)}`)
    })
  for (const pair of used) console.log(`  ${JSON.stringify(pair)}`)
}

const isPart = (part: Partial<Pair>, whole: Pair) => Object.entries(part).every(([key, value]) => whole[key as keyof Pair] === value)
