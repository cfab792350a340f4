import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Network } from './namespace.ts'

/** What happens to the packets of the browser in the network. */
export type Line = { loss?: number; delayMs?: number; downKbit?: number; queueMs?: number }

/** A relay for UDP in the router, through which all media goes: the server has to be told `address` as the only one it is reached at. */
export type BadLine = {
  address: string
  set: (line: Line) => Promise<void>
  remove: () => void
}

/** `port`: the server's for media, here and there. */
export async function layBadLine(network: Network, port: number): Promise<BadLine> {
  const address = network.routerAddress
  const options = {
    listen: { address, port },
    target: { address: network.server.ipv4, port },
    impaired: network.client.ipv4,
  }
  const program = join(import.meta.dirname, 'impairment.mjs')
  const command = network.routerCommand(process.execPath, program, JSON.stringify(options))
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return {
    address,
    set: async (line) => {
      const done = once(child, 'message')
      child.send(line)
      await done
    },
    remove: () => {
      child.disconnect()
      child.kill()
    },
  }
}
