import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP connection to the server that can be pulled out: pages and signalling go through it, media does not. */
export type Cable = {
  url: string
  /** Ends every connection at once, without any goodbye. New ones are possible. */
  cut: () => void
  remove: () => Promise<void>
}

export async function plugIn(serverUrl: string): Promise<Cable> {
  const target = Number(new URL(serverUrl).port)
  const sockets = new Set<Socket>()
  const cut = () => sockets.forEach((socket) => socket.destroy())
  const listener = createServer((near) => {
    const far = connect(target, 'localhost')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  }).listen(0, 'localhost')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${address.port}`,
    cut,
    remove: async () => {
      cut()
      listener.close()
      await once(listener, 'close')
    },
  }
}
