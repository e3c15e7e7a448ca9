import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { type Embedded, startEmbedded } from '../../../adapters/postgres/embedded/embedded.ts'
import { openStore } from '../../../adapters/postgres/open.ts'
import type { Store } from '../../../ports/store/store.ts'
import { exampleRunbook, fresh, happened, newChange } from '../../../ports/store/suite/example.testing.ts'
import { eventsOf } from '../../../read/journal/follow-events.ts'
import { systemClock } from '../../../runtime/context/system-clock.ts'
import { openLoops } from '../../../runtime/loop/loops.ts'
import { fakeHouse, TOKEN, VIEWER } from '../../house.testing.ts'
import { type Listening, listenHttp } from '../../listen.ts'
import type { StreamLimits } from './event-streams.ts'

/** The journal as server-sent events, from a real database over real sockets. */
const dir = mkdtempSync(join(tmpdir(), 'cutwater-events-'))
let database: Embedded | undefined
const closing: (() => Promise<unknown>)[] = []
let store: Store
let url = ''

before(async () => {
  database = await startEmbedded({ dir: join(dir, 'postgres') })
  store = await openStore({ url: database.url })
  url = (await serve()).url
})
after(async () => {
  for (const close of closing.toReversed()) await close()
  await store?.close()
  await database?.stop()
  rmSync(dir, { recursive: true, force: true })
})

let looks = 0

/** A replica: a server of its own on the same database. */
async function serve(streamLimits: StreamLimits = {}): Promise<Listening> {
  const counted = {
    ...store.feed,
    follow: () => {
      const follower = store.feed.follow()
      return {
        look: (limit: number) => {
          looks += 1
          return follower.look(limit)
        },
      }
    },
  }
  const loops = openLoops({ clock: systemClock(), log: pino({ level: 'silent' }) })
  closing.push(() => loops.stop())
  const events = eventsOf({ questions: store.questions, feed: counted }, (round) =>
    loops.start('follow-journal', [{ of: null, round }]),
  )
  const listening = await listenHttp({
    house: fakeHouse({ events }),
    log: pino({ level: 'silent' }),
    port: 0,
    streamLimits,
  })
  closing.push(() => listening.close())
  return listening
}

type Heard = { id: string; event: string; data: { change?: string; type?: string; seq?: number } }
type Listener = {
  readonly heard: readonly Heard[]
  readonly answer: IncomingMessage
  readonly over: Promise<void>
  until(count: number): Promise<void>
  close(): void
}

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
after(() => agent.destroy())

async function listen(path: string, headers: Record<string, string> = {}, at = url): Promise<Listener> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(`${at}${path}`, {
      agent,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    })
    request.once('response', resolve).once('error', reject)
  })
  const heard: Heard[] = []
  let text = ''
  let wake = () => {}
  answer.setEncoding('utf8')
  answer.on('data', (chunk: string) => {
    text += chunk
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const fields = Object.fromEntries(
        frame.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
      )
      if (fields.data !== undefined)
        heard.push({ id: fields.id ?? '', event: fields.event ?? 'message', data: JSON.parse(fields.data) })
    }
    wake()
  })
  const over = new Promise<void>((resolve) => answer.once('close', resolve))
  answer.on('error', () => undefined)
  return {
    heard,
    answer,
    over,
    close: () => void answer.destroy(),
    async until(count) {
      const timer = setTimeout(() => wake(), 30_000)
      const at = Date.now()
      while (heard.length < count) {
        assert.ok(Date.now() - at < 30_000, `heard ${heard.length} of ${count}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      clearTimeout(timer)
    },
  }
}

async function change(): Promise<{ id: string; write(type: string, data?: unknown): Promise<void> }> {
  const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
  return {
    id,
    async write(type, data = {}) {
      await store.journal.append(`change/${id}`, [happened(type, data)])
    },
  }
}

const types = (heard: readonly Heard[]) => heard.map(({ data }) => data.type)

test('a change is told from its beginning, as it happens, and to its end', async () => {
  const { id, write } = await change()
  const listener = await listen(`/v1/changes/${id}/events`)
  assert.equal(listener.answer.statusCode, 200)
  assert.match(listener.answer.headers['content-type'] ?? '', /^text\/event-stream/)
  await listener.until(1)
  await write('paused', { because: 'look' })
  await listener.until(2)
  assert.deepEqual(listener.heard[1]?.id, '2')
  assert.equal(listener.heard[1]?.event, 'change:paused')
  assert.equal(listener.heard[1]?.data.change, id)
  await write('cancelled', { because: 'not now' })
  await listener.over
  assert.deepEqual(types(listener.heard), ['drafted', 'paused', 'cancelled', undefined])
  assert.equal(listener.heard.at(-1)?.event, 'end')
})

test('a reader that names its last id gets what follows, on any server', async () => {
  const { id, write } = await change()
  await write('paused', { because: 'look' })
  const other = await serve()
  for (const at of [url, other.url]) {
    const listener = await listen(`/v1/changes/${id}/events?names=none`, { 'last-event-id': '1' }, at)
    await listener.until(1)
    assert.deepEqual(
      listener.heard.map((heard) => [heard.id, heard.event]),
      [['2', 'message']],
    )
    listener.close()
  }
  const all = await listen('/v1/events')
  await write('resumed')
  await all.until(1)
  // What was written just before it listened may come as well.
  while (types(all.heard).at(-1) !== 'resumed') await all.until(all.heard.length + 1)
  const from = all.heard.at(-1)?.id ?? ''
  all.close()
  await write('paused', { because: 'again' })
  await other.close()
  const again = await serve()
  const resumed = await listen('/v1/events', { 'last-event-id': from }, again.url)
  await resumed.until(1)
  assert.deepEqual(types(resumed.heard), ['paused'])
  await write('resumed')
  await resumed.until(2)
  assert.deepEqual(types(resumed.heard), ['paused', 'resumed'])
  resumed.close()
})

test('ids that mean nothing here are refused, and unknown changes are', async () => {
  const status = async (path: string, headers: Record<string, string> = {}) => {
    const listener = await listen(path, headers)
    listener.close()
    return listener.answer.statusCode
  }
  assert.equal(await status('/v1/events', { 'last-event-id': '999999999' }), 400)
  assert.equal(await status('/v1/events', { 'last-event-id': 'x' }), 400)
  assert.equal(await status('/v1/events?after=-1'), 400)
  assert.equal(await status('/v1/changes/CHG-2026-99999/events'), 404)
  const { id, write } = await change()
  assert.equal(await status(`/v1/changes/${id}/events`, { 'last-event-id': '1' }), 200)
  assert.equal(await status(`/v1/changes/${id}/events`, { 'last-event-id': '2' }), 400)
  await write('paused', { because: 'x' })
  assert.equal(await status(`/v1/changes/${id}/events`, { 'last-event-id': '2' }), 200)
  assert.equal(await status(`/v1/changes/${id}/events`, { 'last-event-id': '3' }), 400)
})

test('what was before somebody listened is told to its end', async () => {
  const { id, write } = await change()
  await write('cancelled', { because: 'x' })
  const first = await listen(`/v1/changes/${id}/events`)
  await first.over
  assert.deepEqual(
    first.heard.map(({ event }) => event),
    ['change:drafted', 'change:cancelled', 'end'],
  )
})

test('a server that stops ends its streams', async () => {
  const { id } = await change()
  const other = await serve()
  const listener = await listen(`/v1/changes/${id}/events`, {}, other.url)
  await listener.until(1)
  await other.close()
  await listener.over
})

test('a reader that does not read is cut off, and holds up nobody', async () => {
  const { id } = await change()
  const small = await serve({ waitingBytesMax: 20_000 })
  const slow = await listen(`/v1/changes/${id}/events`, {}, small.url)
  const quick = await listen(`/v1/changes/${id}/events`, {}, small.url)
  await slow.until(1)
  slow.answer.socket.pause()
  const burst = Array.from({ length: 10 }, () => happened('paused', { because: 'x'.repeat(300_000) }))
  let written = 1
  // The network of this machine holds some megabytes for a reader before anything waits in the server.
  for (; written < 60; written += burst.length) {
    await store.journal.append(`change/${id}`, burst)
    await quick.until(written + burst.length)
  }
  slow.answer.socket.resume()
  await slow.over
  assert.ok(slow.heard.length < written, `${slow.heard.length} of ${written}`)
  quick.close()
  const resumed = await listen(
    `/v1/changes/${id}/events`,
    { 'last-event-id': String(written - 1) },
    small.url,
  )
  await resumed.until(1)
  resumed.close()
})

test('a thousand readers are fed by one look at the journal, each with everything', async () => {
  const { id, write } = await change()
  const readers = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) =>
      listen(i % 2 === 0 ? `/v1/changes/${id}/events?after=1` : '/v1/events'),
    ),
  )
  const before = looks
  const at = Date.now()
  for (let i = 0; i < 10; i++) await write('paused', { because: `${i}` })
  await Promise.all(readers.map((reader) => reader.until(10)))
  const tookMs = Date.now() - at
  assert.ok(looks - before <= tookMs / 200 + 5, `${looks - before} looks in ${tookMs} ms`)
  for (const reader of readers) {
    assert.equal(reader.heard.length, 10)
    reader.close()
  }
})

test('there is an end to how many may read along, and one token does not keep everybody else out', async () => {
  const { id } = await change()
  const few = await serve({ readersMax: 3, readersOfOneMax: 2 })
  const another = { authorization: `Bearer ${VIEWER}` }
  const listeners = [
    await listen(`/v1/changes/${id}/events`, {}, few.url),
    await listen('/v1/events', {}, few.url),
    await listen('/v1/events', {}, few.url),
    await listen('/v1/events', another, few.url),
    await listen('/v1/events', another, few.url),
  ]
  assert.deepEqual(
    listeners.map(({ answer }) => answer.statusCode),
    [200, 200, 503, 200, 503],
  )
  for (const listener of listeners) listener.close()
})
