import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A network of its own for a browser, with a router between it and the server, which stays where it is: what the router drops or delays is
 * dropped or delayed for real. Linux network namespaces; needs root. Create it before the server starts: a server binds the addresses it finds.
 */
export type Network = {
  /** The server's addresses as the browser reaches them. */
  server: { ipv4: string; ipv6: string }
  /** The browser's own. */
  client: { ipv4: string; ipv6: string }
  /** Devices of the router, for `tc qdisc … dev`. */
  toClient: string
  toServer: string
  /** Runs a command in the router; returns what it printed. */
  inRouter: (...command: string[]) => string
  inClient: (...command: string[]) => string
  /** The router as the browser reaches it. */
  routerAddress: string
  /** A command that runs the given one in the router, for programs that stay. */
  routerCommand: (...command: string[]) => string[]
  /** The path of a program that runs the given one in the browser's network. */
  wrap: (executable: string) => string
  /** From now on the router drops UDP without a word, as many a company's firewall does. */
  blockUdp: () => void
  /** The cable between browser and router: pulled out, or in again. */
  plug: (isIn: boolean) => void
  /** The browser's machine is in another network from now on, with another address and without the old one. */
  moveClient: () => void
  remove: () => void
}

const run = (...command: string[]) => execFileSync(command[0]!, command.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const ip = (line: string) => run('ip', ...line.split(' '))

/** Why namespaces cannot be made here, for `test.skip`; nothing when they can. */
export function namespacesMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  try {
    createNetwork().remove()
    return undefined
  } catch (error) {
    return `network namespaces cannot be made here (they need root and iproute2): ${String(error).split('\n')[0]}`
  }
}

export function createNetwork(): Network {
  const number = freeNumber()
  const [client, router] = [`treff${number}c`, `treff${number}r`]
  const [toServer, fromServer, toClient, fromClient] = [`treff${number}s`, `treff${number}h`, `treff${number}d`, `treff${number}e`]
  const v4 = `10.213.${number}`
  const v6 = `fd74:7265:6666:${number}`
  const scripts = mkdtempSync(join(tmpdir(), 'treff-network-'))
  const remove = () => {
    process.off('exit', remove)
    for (const namespace of [client, router]) {
      if (ip('netns list').includes(namespace)) ip(`netns del ${namespace}`)
    }
    rmSync(scripts, { recursive: true, force: true })
  }
  process.once('exit', remove)
  try {
    for (const namespace of [client, router]) {
      ip(`netns add ${namespace}`)
      ip(`-n ${namespace} link set lo up`)
    }
    ip(`link add ${fromServer} type veth peer name ${toServer} netns ${router}`)
    ip(`-n ${client} link add ${fromClient} type veth peer name ${toClient} netns ${router}`)
    configure(['link'], fromServer, `${v4}.1/30`, `${v6}:a::1/80`)
    configure(['-n', router, 'link'], toServer, `${v4}.2/30`, `${v6}:a::2/80`)
    configure(['-n', router, 'link'], toClient, `${v4}.5/30`, `${v6}:b::1/80`)
    configure(['-n', client, 'link'], fromClient, `${v4}.6/30`, `${v6}:b::2/80`)
    ip(`route add ${v4}.4/30 via ${v4}.2`)
    ip(`-6 route add ${v6}:b::/80 via ${v6}:a::2`)
    ip(`-n ${client} route add default via ${v4}.5`)
    ip(`-n ${client} -6 route add default via ${v6}:b::1`)
    const forwarding = 'echo 1 > /proc/sys/net/ipv4/ip_forward && echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
    run('ip', 'netns', 'exec', router, 'sh', '-c', forwarding)
  } catch (error) {
    remove()
    throw error
  }
  return {
    server: { ipv4: `${v4}.1`, ipv6: `${v6}:a::1` },
    client: { ipv4: `${v4}.6`, ipv6: `${v6}:b::2` },
    toClient,
    toServer,
    inRouter: (...command) => run('ip', 'netns', 'exec', router, ...command),
    inClient: (...command) => run('ip', 'netns', 'exec', client, ...command),
    routerAddress: `${v4}.5`,
    routerCommand: (...command) => ['ip', 'netns', 'exec', router, ...command],
    wrap: (executable) => {
      const path = join(scripts, 'run')
      writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${client} '${executable}' "$@"\n`)
      chmodSync(path, 0o755)
      return path
    },
    // Routing rules rather than a packet filter: they need no program beyond iproute2.
    blockUdp: () => {
      for (const family of ['-4', '-6']) ip(`-n ${router} ${family} rule add priority 10 ipproto udp blackhole`)
    },
    plug: (isIn) => void run('ip', '-n', router, 'link', 'set', toClient, isIn ? 'up' : 'down'),
    moveClient: () => {
      ip(`-n ${router} address add ${v4}.9/30 dev ${toClient}`)
      ip(`route add ${v4}.8/30 via ${v4}.2`)
      ip(`-n ${client} address flush dev ${fromClient}`)
      ip(`-n ${client} address add ${v4}.10/30 dev ${fromClient}`)
      ip(`-n ${client} route replace default via ${v4}.9`)
    },
    remove,
  }
}

function configure(link: string[], device: string, ...addresses: string[]): void {
  for (const address of addresses) {
    run('ip', ...link.slice(0, -1), 'address', 'add', address, 'dev', device, ...(address.includes('::') ? ['nodad'] : []))
  }
  run('ip', ...link, 'set', device, 'up')
}

/** In addresses and names, so that test runs side by side do not meet. */
function freeNumber(): number {
  const used = ip('netns list')
  for (;;) {
    const number = 1 + Math.floor(Math.random() * 254)
    if (!used.includes(`treff${number}c`)) return number
  }
}
