import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { livekit, projectName, testShape } from './shape.ts'

export const repository = resolve(import.meta.dirname, '../../..')
const assembly = join(repository, 'src/Treff.Server/bin/Release/net10.0/Treff.Server.dll')

export type Server = {
  url: string
  process: ChildProcess
  /** Everything it logged so far. */
  log: () => string
  /** SIGTERM, then waits until it is gone. */
  stop: () => Promise<void>
  /** kill -9: no goodbye to anybody. */
  kill: () => Promise<void>
}

type Environment = Record<string, string>

/**
 * Code is compiled once and not again when it turns out to be used much: for a server that lives for a minute that is half of all the processor
 * time it takes. Not where something is measured.
 */
const compiledOnce: Environment = { DOTNET_TieredPGO: '0', DOTNET_TC_CallCounting: '0' }

/** Starts the built server on free ports with a data directory of its own, and what belongs to it in the shape that is tested. */
export async function startServer(environment: Environment = {}): Promise<Server> {
  switch (testShape()) {
    case 'cluster':
      return startPair(environment)
    case 'livekit':
      if (livekit.url === undefined) throw new Error('TEST_LIVEKIT_URL says which LiveKit deployment to test against')
      return startAlone({ ...environment, LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: livekit.key, LIVEKIT_API_SECRET: livekit.secret })
    default:
      return startAlone(environment)
  }
}

/** A second Treff is the LiveKit server of the first, which is what the test sees, and tells it by webhooks what happens. */
async function startPair(environment: Environment): Promise<Server> {
  const port = environment['PORT'] ?? String(await freeTcpPort())
  const keys = {
    LIVEKIT_API_KEY: environment['LIVEKIT_API_KEY'] ?? livekit.key,
    LIVEKIT_API_SECRET: environment['LIVEKIT_API_SECRET'] ?? livekit.secret,
  }
  const ofMedia = /^(MEDIA_|TURN|TEST_MEDIA_|MAX_)/
  const mediaSettings = Object.entries(environment).filter(([name]) => ofMedia.test(name))
  const media = await startAlone({
    ...Object.fromEntries(mediaSettings),
    ...keys,
    WEBHOOK_URLS: `http://localhost:${port}/api/v1/livekit/webhook`,
  })
  const front = await startAlone({ ...environment, ...keys, PORT: port, LIVEKIT_URL: media.url.replace('http', 'ws') }).catch(
    async (reason: unknown) => {
      await media.kill()
      throw reason
    },
  )
  const both = (end: (server: Server) => Promise<void>) => async () => {
    await end(front)
    await end(media)
  }
  return {
    ...front,
    log: () => `${front.log()}\n${media.log()}`,
    stop: both((server) => server.stop()),
    kill: both((server) => server.kill()),
  }
}

async function startAlone(environment: Environment): Promise<Server> {
  const port = environment['PORT'] ?? String(await freeTcpPort())
  const dataDirectory = environment['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'treff-e2e-'))
  const server = await launch('dotnet', [assembly], {
    PORT: port,
    DATA_DIR: dataDirectory,
    MEDIA_UDP_PORT: String(await freeUdpPort()),
    ...(projectName() === 'alone' ? {} : compiledOnce),
    ...environment,
  })
  if (!environment['DATA_DIR']) server.process.once('exit', () => rmSync(dataDirectory, { recursive: true, force: true }))
  return server
}

/** What still runs when the Playwright worker ends, because a test was cut off, ends with it. */
const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => signal(child, 'SIGKILL')))

/** Starts a command that serves Treff and waits until it answers. */
export async function launch(
  command: string,
  args: string[],
  environment: Record<string, string>,
  timeoutMs = 60_000,
): Promise<Server> {
  const url = `${environment['TLS_CERT_FILE'] ? 'https' : 'http'}://localhost:${environment['PORT'] ?? '8000'}`
  const child = spawn(command, args, {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  running.add(child)
  child.once('exit', () => running.delete(child))
  const exited = once(child, 'exit')
  const deadline = Date.now() + timeoutMs
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log}`)
    if (Date.now() > deadline) {
      signal(child, 'SIGKILL')
      throw new Error(`the server did not answer within ${timeoutMs} ms:\n${log}`)
    }
    await Promise.race([exited, new Promise((again) => setTimeout(again, 100))])
  }
  const end = async (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      signal(child, name)
      await exited
    }
  }
  return { url, process: child, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

// The whole group: `./dev run` is a shell that runs dotnet that runs the server.
function signal(child: ChildProcess, name: NodeJS.Signals) {
  if (child.pid) process.kill(-child.pid, name)
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await ask(`${url}/health`)).status === 200
  } catch {
    return false
  }
}

export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

export type Created = { meeting_id: string; host_key: string }

export async function create(server: Server, body: object = {}): Promise<Created> {
  const { status, text } = await ask(`${server.url}/api/v1/meetings/create`, JSON.stringify(body))
  if (status !== 200) throw new Error(`create: ${status} ${text}`)
  return JSON.parse(text) as Created
}

export async function createMeeting(server: Server, body: object = {}): Promise<string> {
  return (await create(server, body)).meeting_id
}

/** GET, or POST of JSON. Trusts any certificate, unlike `fetch`: it is our own server that answers. */
async function ask(url: string, body?: string): Promise<{ status: number; text: string }> {
  const options = { method: body === undefined ? 'GET' : 'POST', headers: { 'Content-Type': 'application/json' } }
  const request = url.startsWith('https:') ? https.request(url, { ...options, rejectUnauthorized: false }) : http.request(url, options)
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode ?? 0, text }
}
