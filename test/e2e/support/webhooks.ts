import { once } from 'node:events'
import { createServer } from 'node:http'
import { WebhookReceiver, type WebhookEvent } from 'livekit-server-sdk'
import { key, secret } from './client.ts'

export type Webhooks = {
  url: string
  events: WebhookEvent[]
  /** Why LiveKit's receiver refused something. */
  refused: string[]
  close: () => Promise<void>
}

/** A web server that lets LiveKit's own receiver verify and read what is posted to it. */
export async function receiveWebhooks(): Promise<Webhooks> {
  const receiver = new WebhookReceiver(key, secret)
  const events: WebhookEvent[] = []
  const refused: string[] = []
  const listener = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    try {
      events.push(await receiver.receive(body, request.headers.authorization))
    } catch (error) {
      refused.push(String(error))
    }
    response.end()
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/webhook`,
    events,
    refused,
    close: async () => {
      listener.close()
      listener.closeAllConnections()
      await once(listener, 'close')
    },
  }
}
