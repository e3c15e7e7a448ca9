import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { S3Binding } from '../../core/binding/checkpoint-sinks.ts'
import { keyOf } from '../../core/journal/sinks/object-key.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import { addressOf } from './s3-request.ts'
import { s3Sink } from './s3-sink.ts'
import { chainOf, drip, gibibyte, headsIn, never, type Odd, says } from './serving.testing.ts'
import { KEYS, type StrictStore, strictStore } from './strict-store.testing.ts'

const YEAR = 365 * 86_400_000
const SOON = () => AbortSignal.timeout(20_000)
const one = chainOf(1)[0]!

/** Long enough for a machine with much to do; the slow ones are asked with a limit that they reach. */
const USUAL_MS = 10_000
const SHORT_MS = 300

async function house(t: TestContext, over: Partial<S3Binding> = {}) {
  const store = await strictStore('journal')
  t.after(() => store.close())
  const held: Record<string, string> = { ID: KEYS.id, KEY: KEYS.secret, SESSION: 'of-an-hour' }
  const secrets = {
    get: (name: string) => held[name] ?? assert.fail(name),
    redact: (text: string) => text.replaceAll(KEYS.secret, '[secret]'),
  }
  const binding: S3Binding = {
    ...{ kind: 's3', endpoint: store.url, addressing: 'path', region: 'eu-central-1', bucket: 'journal' },
    ...{ prefix: 'cutwater/production', retainMs: YEAR, sessionToken: null },
    ...{ accessKey: 'secret:ID', secretKey: 'secret:KEY' },
    ...over,
  }
  const clock = { skewMs: 0 }
  const now = () => Date.now() + clock.skewMs
  const sinkWithin = (timeLimitMs: number) => s3Sink({ binding, secrets, now, timeLimitMs })
  return { store, sink: sinkWithin(USUAL_MS), sinkWithin, held, clock, binding }
}

const fault = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => assert.fail('it went well'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof SinkFault, String(error))
  assert.ok(!error.message.includes(KEYS.secret), error.message)
  return error.message
}

const give = async (sink: ReturnType<typeof s3Sink>, to: number) => {
  for (const each of chainOf(to)) assert.deepEqual(await sink.give(each, SOON()), { is: 'taken' })
}

const kept = ({ objects }: StrictStore, prefix = 'cutwater/production') =>
  chainOf(20).filter((each) => objects.get(keyOf(prefix, each)) === JSON.stringify(each)).length

describe('a sink in a store', { concurrency: 8 }, () => {
  for (const prefix of ['cutwater/production', ''])
    test(`writes each once, locked, under ${prefix || 'no prefix'}, and lists them page by page`, async (t) => {
      const { store, sink } = await house(t, { prefix })
      await give(sink, 7)
      await give(sink, 3)
      assert.equal(kept(store, prefix), 7)
      store.objects.set(`${prefix}/notes.txt`.replace(/^\//, ''), 'of somebody else')
      store.pageSize = 3
      assert.deepEqual(await sink.heads(0, SOON()), headsIn(chainOf(7)))
      assert.deepEqual(await sink.heads(5, SOON()), headsIn(chainOf(7)).slice(5))
      assert.deepEqual(store.complaints, [])
    })

  test('is found by its bucket in the path, or before the host', async (t) => {
    const { binding } = await house(t)
    const aws = { ...binding, endpoint: 'https://s3.eu-central-1.amazonaws.com' }
    const before = { ...aws, addressing: 'host' as const }
    assert.deepEqual(addressOf(aws), {
      origin: aws.endpoint,
      host: new URL(aws.endpoint).host,
      path: '/journal/',
    })
    assert.deepEqual(addressOf(before), {
      origin: 'https://journal.s3.eu-central-1.amazonaws.com',
      host: 'journal.s3.eu-central-1.amazonaws.com',
      path: '/',
    })
    assert.equal(addressOf({ ...binding, endpoint: 'https://s3.internal:9000' }).host, 's3.internal:9000')
  })

  test('is caught up with over no more than two connections', async (t) => {
    const { store, sink } = await house(t)
    await give(sink, 100)
    assert.equal(store.objects.size, 100)
    assert.ok(store.connections() <= 2)
  })

  test('says that it holds another of this number, and writes nothing beside it', async (t) => {
    const { store, sink } = await house(t)
    await give(sink, 3)
    assert.deepEqual(await sink.give(chainOf(3, 'another key')[2]!, SOON()), {
      is: 'differs',
      hash: chainOf(3)[2]!.hash,
    })
    assert.equal(store.objects.size, 3)
  })

  const strictly: Odd = () => false
  const error = (status: number, code: string) =>
    says(status, `<Error><Code>${code}</Code><Message>a &amp; b</Message></Error>`)
  /** The first request looks for others of the number, the second writes. */
  const AGAIN: readonly (readonly [string, readonly Odd[], RegExp])[] = [
    ['does not answer', [never], /^did not answer within 0.3 s$/],
    ['does not answer while it is written', [strictly, never], /^did not answer within 0.3 s$/],
    ['answers a byte a moment', [drip], /^did not answer within 0.3 s$/],
    ['has too much to do', [strictly, error(503, 'SlowDown')], /^answered 503: SlowDown, a & b$/],
    [
      'writes it for another meanwhile',
      [strictly, error(409, 'ConditionalRequestConflict')],
      /^answered 409/,
    ],
    ['takes no locks', [strictly, error(400, 'InvalidRequest')], /^answered 400: InvalidRequest/],
    ['says 200 and nothing that is a list', [says(200, 'hello')], /no answer to ListObjectsV2/],
    [
      'says that there is more, and not where',
      [says(200, '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>')],
      /no answer to/,
    ],
    ['answers entities', [says(200, '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult/>')], /no answer to/],
    [
      'is elsewhere',
      [says(301, '<Error><Code>PermanentRedirect</Code></Error>', { location: 'http://127.0.0.1:1/' })],
      /^answered 301 with a redirect, which is not followed: PermanentRedirect$/,
    ],
    ['hangs up', [strictly, (_, response) => !!response.destroy()], /^cannot be reached: /],
  ]
  for (const [what, odd, words] of AGAIN)
    test(`that ${what} is asked again, and has it then`, async (t) => {
      const { store, sink, sinkWithin } = await house(t)
      store.odd.push(...odd)
      const limitMs = /within/.test(words.source) ? SHORT_MS : USUAL_MS
      assert.match(await fault(sinkWithin(limitMs).give(one, SOON())), words)
      assert.deepEqual(await sink.give(one, SOON()), { is: 'taken' })
      assert.equal(kept(store), 1)
    })

  test('that answers a GiB is read no further than a page', async (t) => {
    const { store, sink } = await house(t)
    const sent = { mib: 0 }
    store.odd.push(gibibyte(sent))
    assert.match(await fault(sink.heads(0, SOON())), /no answer to ListObjectsV2/)
    assert.ok(sent.mib < 64, `${sent.mib} MiB were sent`)
  })

  test('that lists the same page for good is not read for good', async (t) => {
    const { store, sink } = await house(t)
    const page = says(
      200,
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>',
    )
    store.odd.push(page, page, page)
    assert.match(await fault(sink.heads(0, SOON())), /begins its list anew/)
  })

  test('is signed with the keys as they are at each call, and for the time that it is', async (t) => {
    const { store, sink, held, clock } = await house(t)
    store.keys = { id: 'AKIDTHENEXTONE', secret: 'the+next/secret', session: null }
    assert.match(await fault(sink.give(one, SOON())), /^answered 403: InvalidAccessKeyId/)
    held.ID = store.keys.id
    assert.match(await fault(sink.give(one, SOON())), /^answered 403: SignatureDoesNotMatch/)
    held.KEY = store.keys.secret
    assert.deepEqual(await sink.give(one, SOON()), { is: 'taken' })
    clock.skewMs = 3_600_000
    assert.match(await fault(sink.give(one, SOON())), /^answered 403: RequestTimeTooSkewed/)
    assert.match((await sink.examine(SOON()))[0]?.says ?? '', /set the clock of this machine by NTP/)
    clock.skewMs = 0
    held.KEY = 'two\nlines-of-it'
    assert.match(await fault(sink.give(one, SOON())), /secret:KEY holds what is in no key of S3/)
  })

  test('is signed with a session token where there is one', async (t) => {
    const { store, sink } = await house(t, { sessionToken: 'secret:SESSION' })
    store.keys = { ...KEYS, session: 'of-an-hour' }
    assert.deepEqual(await sink.give(one, SOON()), { is: 'taken' })
  })

  test('is looked at for its object lock, its list and its keys, with what to do', async (t) => {
    const { store, sink, held } = await house(t)
    const seen = async () => (await sink.examine(SOON())).map(({ is, says }) => `${is} ${says}`).join('\n')
    assert.equal(
      await seen(),
      'good journal has object lock; each is held for 365 days\ngood journal can be read back',
    )
    store.lock = false
    assert.match(await seen(), /^bad journal has no object lock.*--object-lock-enabled-for-bucket/)
    assert.match(await fault(sink.give(one, SOON())), /missing Object Lock/)
    store.lock = true
    held.KEY = 'another-secret-key'
    assert.match(
      await seen(),
      /^bad journal answered 403: SignatureDoesNotMatch.*s3:GetBucketObjectLockConfiguration/,
    )
    store.odd.push(says(200, '<ObjectLockConfiguration/>'))
    assert.match(await seen(), /^bad journal has no object lock/)
  })
})
