import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { type CloudEventV1, HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import type { CdEvent } from '../../core/notice/cloud-event.ts'
import { type MessengerRig, messengerSuite, suiteNotice } from '../../ports/messenger.suite.ts'
import { parseCdEvent } from './cdevents/cd-event-schema.testing.ts'
import { type WebhookOptions, webhookMessenger } from './webhook-messenger.ts'

const KEY = randomBytes(32)
const SECRET = `whsec_${KEY.toString('base64')}`

type Received = { readonly id: string; readonly text: string; readonly said: CdEvent['customData'] }

/** Signature by hand and by the library, time within a minute, a valid CloudEvent that holds a valid CDEvent. */
function verify(headers: IncomingHttpHeaders, body: string): Received {
  const [id, at] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])]
  assert.match(id, /^[\x21-\x2d\x2f-\x7e]+$/)
  assert.match(at, /^\d{10}$/)
  assert.ok(Math.abs(Date.now() / 1000 - Number(at)) < 60)
  const expected = createHmac('sha256', KEY).update(`${id}.${at}.${body}`).digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${expected}`)
  new Webhook(SECRET).verify(body, headers as Record<string, string>)
  assert.equal(headers['content-type'], 'application/cloudevents+json; charset=utf-8')

  const event = HTTP.toEvent<CdEvent>({ headers, body }) as CloudEventV1<CdEvent>
  assert.equal((JSON.parse(body) as { specversion: string }).specversion, '1.0')
  assert.equal(encodeURIComponent(event.id).replaceAll('.', '%2E'), id)
  const data = event.data
  assert.ok(data !== undefined)
  parseCdEvent(data)
  assert.deepEqual(
    [data.context.id, data.context.type, data.subject.id],
    [event.id, event.type, event.subject],
  )
  return { id, text: data.customData.text, said: data.customData }
}

type WebhookRig = Omit<MessengerRig, 'received'> & { received(): readonly Received[] }

async function openRig(more: Partial<WebhookOptions> = {}): Promise<WebhookRig> {
  const received: Received[] = []
  const faults: string[] = []
  let how: Parameters<MessengerRig['behave']>[0] = 'well'
  const server = createServer(async (request, response) => {
    const body = await text(request)
    try {
      received.push(verify(request.headers, body))
    } catch (error) {
      faults.push(String(error))
      response.writeHead(400).end(String(error))
      return
    }
    if (how === 'well') response.writeHead(204).end()
    if (how === 'refuses') response.writeHead(410).end(`gone, ${SECRET}`)
    if (how === 'is-overloaded') response.writeHead(503, { 'retry-after': '7' }).end()
    if (how === 'breaks-off') request.socket.resetAndDestroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const messenger = webhookMessenger({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secretName: 'PAGER_KEY',
    secrets: { get: () => SECRET, redact: (said) => said.replaceAll(SECRET, '[secret]') },
    timeoutMs: 3_000,
    source: '/cutwater',
    ...more,
  })
  return {
    messenger,
    received: () => received,
    faults: () => faults,
    behave(next) {
      how = next
    },
    secret: SECRET,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

messengerSuite('webhook', openRig)

it('tells a program what it tells a person, in the words of the first version', async () => {
  const rig = await openRig()
  try {
    const notice = suiteNotice()
    await rig.messenger.send(notice, AbortSignal.timeout(3_000))
    assert.deepEqual(rig.received()[0]?.said, {
      event: 'step:failed',
      urgency: 'page',
      change: 'CHG-2026-0001',
      environment: 'staging',
      text: 'CHG-2026-0001 Größe “zwei”: Sync the registry failed: exit code 1 — “so far, so good”. 🙂',
      data: {
        at: notice.at,
        by: { kind: 'engine' },
        type: 'step-failed',
        step: 'sync',
        attempt: 1,
        reason: 'exit code 1 — “so far, so good”. 🙂',
        retryAt: null,
        goOn: false,
      },
    })
  } finally {
    await rig.close()
  }
})

it('a receiver with another clock or another key refuses, and its word is passed on', async () => {
  const late = await openRig({ now: () => Date.now() - 600_000 })
  const other = await openRig({
    secrets: { get: () => `whsec_${randomBytes(32).toString('base64')}`, redact: (said) => said },
  })
  try {
    for (const rig of [late, other]) {
      const delivery = await rig.messenger.send(suiteNotice(), AbortSignal.timeout(3_000))
      assert.ok(!delivery.delivered && !delivery.retry && /answered 400/.test(delivery.because))
    }
  } finally {
    await Promise.all([late.close(), other.close()])
  }
})

it('a secret of another form is named with its remedy, not shown, and worth another try', async () => {
  const rig = await openRig({ secrets: { get: () => 'plain-and-simple', redact: (said) => said } })
  try {
    const delivery = await rig.messenger.send(suiteNotice(), AbortSignal.timeout(3_000))
    assert.ok(!delivery.delivered && delivery.retry)
    assert.match(delivery.because, /openssl rand -base64 32/)
    assert.ok(!delivery.because.includes('plain-and-simple'))
  } finally {
    await rig.close()
  }
})

it('a receiver that is not there is worth another try', async () => {
  const rig = await openRig()
  await rig.close()
  const delivery = await rig.messenger.send(suiteNotice(), AbortSignal.timeout(3_000))
  assert.ok(!delivery.delivered && delivery.retry && /ECONNREFUSED/.test(delivery.because))
})
