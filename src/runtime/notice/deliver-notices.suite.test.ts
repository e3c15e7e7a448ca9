import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { type Embedded, startEmbedded } from '../../adapters/postgres/embedded/embedded.ts'
import { openStore } from '../../adapters/postgres/open.ts'
import { webhookMessenger } from '../../adapters/webhook/webhook-messenger.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store/store.ts'
import { exampleNotice, fresh } from '../../ports/store/suite/example.testing.ts'
import { bells } from '../context/bells.ts'
import { deliverNotices } from './deliver-notices.ts'

const SECOND = 1_000
const dir = mkdtempSync(join(tmpdir(), 'cutwater-deliver-'))
let database: Embedded | undefined
let store: Store

before(async () => {
  database = await startEmbedded({ dir: join(dir, 'postgres') })
  store = await openStore({ url: database.url })
})
after(async () => {
  await store?.close()
  await database?.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** The real messenger, queue and loop, on a clock that is set by hand. */
async function delivering(answer: (now: number) => { status: number; retryAfter: string }) {
  let now = Math.ceil(Date.now() / SECOND) * SECOND
  const began = now
  const asked: number[] = []
  const receiver = createServer((request, response) => {
    request.resume()
    asked.push((now - began) / SECOND)
    const { status, retryAfter } = answer(now)
    response.writeHead(status, { 'retry-after': retryAfter }).end('slow down')
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const clock: Clock = { now: () => now, sleep: async () => {} }
  const messenger = webhookMessenger({
    url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    secretName: null,
    secrets: { get: () => '', redact: (text) => text },
    timeoutMs: 3_000,
    source: '/cutwater',
    now: () => now,
  })
  const lines: string[] = []
  const environment = {
    targets: {},
    actions: {},
    validation: null,
    channels: [{ channel: 'pager', urgency: 'page', events: ['*'], messenger } as const],
  }
  const notice = exampleNotice({
    id: fresh('notice'),
    at: now,
    channel: 'pager',
    environment: 'staging',
    urgency: 'page',
  })
  await store.notices.add([notice])
  const { round } = deliverNotices({
    store,
    clock,
    log: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }),
    bells: bells(clock, [], 0),
    reach: { environments: { staging: environment } },
  })
  return {
    asked,
    lines,
    /** Second by second, as the loop does. */
    async pass(seconds: number) {
      for (const end = now + seconds * SECOND; now < end; now += SECOND)
        await round(AbortSignal.timeout(10_000))
    },
    async close() {
      receiver.close()
      receiver.closeAllConnections()
    },
  }
}

test('a receiver that asks for a minute is left alone for a minute, by seconds and by date', async () => {
  for (const retryAfter of [() => '60', (now: number) => new Date(now + 60 * SECOND).toUTCString()]) {
    const rig = await delivering((now) => ({ status: 429, retryAfter: retryAfter(now) }))
    try {
      await rig.pass(125)
      assert.deepEqual(rig.asked, [0, 60, 120])
      assert.equal(rig.lines.filter((line) => /NOBODY IS PAGED/.test(line)).length, 1)
    } finally {
      await rig.close()
    }
  }
})
