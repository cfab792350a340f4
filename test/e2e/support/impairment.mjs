// A bad line for UDP, in user space because not every kernel has netem: node impairment.mjs '{"listen":…}'. Between whoever sends to
// `listen` and `target`; only what comes from or goes to `impaired` suffers, everybody else's packets pass as they are.
import { createSocket } from 'node:dgram'

/** @type {{ listen: { address: string, port: number }, target: { address: string, port: number }, impaired: string }} */
const options = JSON.parse(process.argv[2])

/** Loss 0 to 1, delay in ms one way, kbit/s towards the impaired one (0 = unlimited), and how long a packet may wait for its turn. */
let line = { loss: 0, delayMs: 0, downKbit: 0, queueMs: 300 }

// SplitMix32: the same packets are lost in every run.
let state = 1
function random() {
  state = (state + 0x9e3779b9) | 0
  let z = state
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
}

const headerBytes = 28
let freeAt = 0

/** @param {boolean} isDown @param {number} bytes @param {() => void} send */
function pass(isDown, bytes, send) {
  const now = performance.now()
  let leaves = now
  if (isDown && line.downKbit > 0) {
    if (freeAt - now > line.queueMs) return
    freeAt = Math.max(freeAt, now) + ((bytes + headerBytes) * 8) / line.downKbit
    leaves = freeAt
  }
  if (random() < line.loss) return
  const wait = leaves - now + line.delayMs
  if (wait < 1) send()
  else setTimeout(send, wait)
}

const near = createSocket('udp4')
/** @type {Map<string, import('node:dgram').Socket>} */
const clients = new Map()

near.on('message', (packet, from) => {
  const key = `${from.address}:${from.port}`
  let far = clients.get(key)
  const suffers = from.address === options.impaired
  if (!far) {
    far = createSocket('udp4')
    far.on('message', (answer) => {
      const send = () => near.send(answer, from.port, from.address)
      if (suffers) pass(true, answer.length, send)
      else send()
    })
    // Whoever is gone gets nothing; that is how UDP is.
    far.on('error', () => undefined)
    clients.set(key, far)
  }
  const socket = far
  const send = () => socket.send(packet, options.target.port, options.target.address)
  if (suffers) pass(false, packet.length, send)
  else send()
})
near.bind(options.listen.port, options.listen.address, () => process.send?.('ready'))
process.on('message', (message) => {
  line = { ...line, .../** @type {object} */ (message) }
  process.send?.('set')
})
process.on('disconnect', () => process.exit())
