import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { SecretFault } from '../../ports/secrets.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import { httpsSink } from './https-sink.ts'
import { chainOf, drip, gibibyte, headsIn, never, type Odd, says } from './serving.testing.ts'
import { type StrictReceiver, strictReceiver } from './strict-receiver.testing.ts'

const TOKEN = 'a-token-that-stays-secret'
const SOON = () => AbortSignal.timeout(20_000)

/** Long enough for a machine with much to do; the slow ones are asked with a limit that they reach. */
const USUAL_MS = 10_000
const SHORT_MS = 300

async function house(t: TestContext) {
  const receiver = await strictReceiver(TOKEN)
  t.after(() => receiver.close())
  const held = { TOKEN }
  const secrets = { get: () => held.TOKEN, redact: (text: string) => text.replaceAll(TOKEN, '[secret]') }
  const sinkWithin = (timeLimitMs: number) =>
    httpsSink({ url: `${receiver.url}/in`, token: 'secret:AUDIT', secrets, timeLimitMs })
  return { receiver, sink: sinkWithin(USUAL_MS), sinkWithin, held }
}

const fault = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => assert.fail('it went well'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof SinkFault, String(error))
  assert.ok(!error.message.includes(TOKEN), error.message)
  return error.message
}

const give = async ({ kept }: StrictReceiver, sink: ReturnType<typeof httpsSink>, to: number) => {
  for (const one of chainOf(to).slice(kept.length))
    assert.deepEqual(await sink.give(one, SOON()), { is: 'taken' })
}

describe('a sink at an address', { concurrency: 8 }, () => {
  test('takes each in its order, one that it has already too, and lists them page by page', async (t) => {
    const { receiver, sink } = await house(t)
    await give(receiver, sink, 7)
    assert.deepEqual(await sink.give(chainOf(3)[2]!, SOON()), { is: 'taken' })
    assert.deepEqual(receiver.kept, chainOf(7))
    receiver.pageSize = 3
    assert.deepEqual(await sink.heads(0, SOON()), headsIn(chainOf(7)))
    assert.deepEqual(await sink.heads(5, SOON()), headsIn(chainOf(7)).slice(5))
    assert.deepEqual(receiver.complaints, [])
  })

  test('is caught up with over no more than two connections', async (t) => {
    const { receiver, sink } = await house(t)
    await give(receiver, sink, 200)
    assert.equal(receiver.kept.length, 200)
    assert.ok(receiver.connections() <= 2)
  })

  test('says that it holds another of this number, and by which hash', async (t) => {
    const { receiver, sink } = await house(t)
    await give(receiver, sink, 3)
    const other = chainOf(3, 'another key')[2]!
    assert.deepEqual(await sink.give(other, SOON()), { is: 'differs', hash: chainOf(3)[2]!.hash })
    assert.deepEqual(receiver.kept, chainOf(3))
  })

  test('whose token cannot be had says so, and not that it is away', async (t) => {
    const { receiver } = await house(t)
    const get = () => {
      throw new SecretFault('AUDIT may not be read: give it to the group')
    }
    const secrets = { get, redact: (text: string) => text }
    const sink = httpsSink({ url: `${receiver.url}/in`, token: 'secret:AUDIT', secrets })
    assert.deepEqual(await sink.examine(SOON()), [
      { is: 'bad', says: 'AUDIT may not be read: give it to the group' },
    ])
  })

  const sent = { mib: 0 }
  const AGAIN: readonly (readonly [string, Odd, RegExp])[] = [
    ['does not answer', never, /^did not answer within 0.3 s$/],
    ['answers a byte a moment', drip, /^did not answer within 0.3 s$/],
    ['is full', says(507, 'no room'), /^answered 507: no room$/],
    ['fails', says(500, TOKEN), /^answered 500: \[secret\]$/],
    ['refuses', says(403), /^answered 403$/],
    ['says that it conflicts with something else', says(409, '{"n":9,"hash":"x"}'), /^answered 409/],
    ['says that it has the same', says(409, JSON.stringify(headsIn(chainOf(1))[0])), /^answered 409/],
    [
      'leads elsewhere',
      says(307, '', { location: 'http://127.0.0.1:1/' }),
      /redirect, which is not followed$/,
    ],
    ['hangs up', (_, response) => !!response.destroy(), /^cannot be reached: /],
    ['answers no HTTP', (_, response) => !!response.socket?.end('hello\r\n\r\n'), /^cannot be reached: /],
  ]
  for (const [what, odd, words] of AGAIN)
    test(`that ${what} is asked again, and has it then`, async (t) => {
      const { receiver, sink, sinkWithin } = await house(t)
      receiver.odd.push(odd)
      const limitMs = /within/.test(words.source) ? SHORT_MS : USUAL_MS
      assert.match(await fault(sinkWithin(limitMs).give(chainOf(1)[0]!, SOON())), words)
      assert.deepEqual(await sink.give(chainOf(1)[0]!, SOON()), { is: 'taken' })
      assert.deepEqual(receiver.kept, chainOf(1))
    })

  test('that answers a GiB is read no further than a little', async (t) => {
    const { receiver, sink } = await house(t)
    receiver.odd.push(gibibyte(sent))
    assert.deepEqual(await sink.give(chainOf(1)[0]!, SOON()), { is: 'taken' }, 'it is a 200')
    assert.ok(sent.mib < 64, `${sent.mib} MiB were sent`)
    const listed = { mib: 0 }
    receiver.odd.push(gibibyte(listed))
    assert.match(await fault(sink.heads(0, SOON())), /more than 1024 KiB at once/)
    assert.ok(listed.mib < 64, `${listed.mib} MiB were sent`)
  })

  test('has the token as it is at each call, and no answer gives it away', async (t) => {
    const { receiver, sink, held } = await house(t)
    receiver.token = 'the-next-token-of-it'
    assert.match(await fault(sink.give(chainOf(1)[0]!, SOON())), /^answered 401/)
    held.TOKEN = receiver.token
    assert.deepEqual(await sink.give(chainOf(1)[0]!, SOON()), { is: 'taken' })
    held.TOKEN = 'two lines\r\nx-more: 1'
    assert.match(await fault(sink.give(chainOf(1)[0]!, SOON())), /^cannot be asked: .*cannot be sent/)
  })

  test('ends with its caller', async (t) => {
    const { receiver, sink } = await house(t)
    receiver.odd.push(never)
    assert.match(await fault(sink.give(chainOf(1)[0]!, AbortSignal.timeout(50))), /not asked to the end/)
  })

  const hash = 'a'.repeat(64)
  const page = (checkpoints: unknown, more: unknown = false) =>
    says(200, JSON.stringify({ checkpoints, more }))
  const LISTS: readonly (readonly [string, Odd, RegExp])[] = [
    ['is no JSON', says(200, '<html>'), /"checkpoints"/],
    ['has no hashes', page([{ n: 1 }]), /"checkpoints"/],
    ['has a number that is none', page([{ n: 1.5, hash }]), /"checkpoints"/],
    [
      'falls',
      page([
        { n: 6, hash },
        { n: 5, hash },
      ]),
      /5 after 6: numbers have to rise/,
    ],
    ['begins with what it was asked to leave out', page([{ n: 4, hash }]), /have to rise/],
    ['is empty and goes on', page([], true), /says that there is more/],
    ['fails', says(500), /^answered 500$/],
    ['leads elsewhere', says(302, '', { location: '/' }), /not followed/],
  ]
  for (const [what, odd, words] of LISTS)
    test(`whose list ${what} was not read`, async (t) => {
      const { receiver, sink } = await house(t)
      receiver.odd.push(odd)
      assert.match(await fault(sink.heads(4, SOON())), words)
    })

  test('is looked at with what to do about it', async (t) => {
    const { receiver, sink, sinkWithin } = await house(t)
    const seen = async (odd?: Odd) => {
      if (odd !== undefined) receiver.odd.push(odd)
      const looking = odd === never ? sinkWithin(SHORT_MS) : sink
      return (await looking.examine(SOON())).map(({ is, says }) => `${is} ${says}`).join('\n')
    }
    assert.match(await seen(), /^good .* answers, and has none$/)
    await give(receiver, sink, 1)
    assert.match(await seen(), /^good .* can be read back$/)
    for (const status of [404, 405, 501])
      assert.match(await seen(says(status)), /^missing .*verified at its own end/)
    assert.match(await seen(says(401)), /^bad it answered 401; give the receiver the token/)
    assert.match(await seen(never), /^bad it did not answer .*checkpoints wait for it/)
  })
})
