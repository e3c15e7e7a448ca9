/**
 * Where notices arrive: `POST /pager` wakes a person, `POST /events` is for subscribers; each has its own secret.
 * Takes only authentic Standard Webhooks that carry a CloudEvent. `GET /received` shows what came, `GET /refused`
 * what did not pass.
 */
import { join } from 'node:path'
import { writeJsonFile } from '../process/json-file.ts'
import { runMain } from '../process/run-main.ts'
import { setting } from '../process/settings.ts'
import { serviceOptions } from './options.ts'
import { type Asked, json, notFound, serve } from './serve.ts'
import { whyNotAuthentic } from './signature.ts'

type Received = {
  readonly channel: string
  readonly webhookId: string
  readonly at: string
  readonly type: string
  readonly text: string
  readonly event: Readonly<Record<string, unknown>>
  /** How often it came, under one id. */
  copies: number
}

await runMain(async () => {
  const { port, data, parent } = serviceOptions()
  const secrets: Record<string, string> = { '/pager': setting('PAGER_KEY'), '/events': setting('EVENTS_KEY') }
  const received: Received[] = []
  const refused: string[] = []

  const refuse = (status: number, because: string) => {
    refused.push(because)
    process.stderr.write(`refused: ${because}\n`)
    return json(status, { error: because })
  }

  const take = async (asked: Asked, secret: string) => {
    const body = await asked.text()
    const header = (name: string) => String(asked.headers[name] ?? '')
    const webhookId = header('webhook-id')
    const signed = {
      id: webhookId,
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      body,
    }
    const because = whyNotAuthentic(signed, secret, Date.now())
    if (because) return refuse(401, because)
    const event = cloudEvent(body)
    if (!event) return refuse(400, 'the body is not a CloudEvent 1.0 in JSON')
    const channel = asked.path.slice(1)
    // A retry carries the same id: it is thanked for, and not shown twice.
    const before = received.find((known) => known.webhookId === webhookId && known.channel === channel)
    if (before !== undefined) {
      before.copies += 1
      return json(200, { taken: true, again: true })
    }
    const notice = {
      channel,
      webhookId,
      at: new Date().toISOString(),
      type: String(event.type),
      text: textOf(event),
      event,
      copies: 1,
    }
    received.push(notice)
    writeJsonFile(join(data, 'received.json'), received)
    // That an incident is over is told to the pager as well, and wakes nobody.
    const wakes = channel === 'pager' && !notice.type.startsWith('dev.cdevents.incident.resolved.')
    process.stdout.write(`${wakes ? 'PAGE' : 'event'}: ${notice.text}\n`)
    return json(200, { taken: true, again: false })
  }

  await serve({
    name: 'the pager',
    port,
    parent,
    handler: (asked) => {
      const secret = secrets[asked.path]
      if (asked.method === 'POST' && secret !== undefined) return take(asked, secret)
      if (asked.method !== 'GET') return notFound(asked)
      if (asked.path === '/health/ready') return json(200, { ready: true })
      if (asked.path === '/received') return json(200, received)
      return asked.path === '/refused' ? json(200, refused) : notFound(asked)
    },
  })
})

function cloudEvent(body: string): Record<string, unknown> | null {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const event = value as Record<string, unknown>
  const complete = ['id', 'source', 'type'].every(
    (name) => typeof event[name] === 'string' && event[name] !== '',
  )
  return complete && event.specversion === '1.0' ? event : null
}

/** In plain CloudEvents the sentence is the data's own; CDEvents keeps what it has no place for in `customData`. */
function textOf(event: Record<string, unknown>): string {
  const data = event.data as { text?: unknown; customData?: { text?: unknown } } | null | undefined
  const text = data?.text ?? data?.customData?.text
  return typeof text === 'string' ? text : JSON.stringify(data ?? {})
}
