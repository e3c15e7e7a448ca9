import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Logger, pino } from 'pino'
import { bell } from '../context/bell.ts'
import { systemClock } from '../context/system-clock.ts'
import { backoffMs, type Looping, startLoop } from './loop.ts'

const clock = systemClock()

/** What a logger said, without its times. */
function listening(): { log: Logger; said: string[] } {
  const said: string[] = []
  return { log: pino({}, { write: (line: string) => said.push(JSON.parse(line).msg) }), said }
}

const start = (looping: Partial<Looping> & Pick<Looping, 'round'>) =>
  startLoop({
    of: null,
    called: 'testing',
    everyMs: 600_000,
    limitMs: 600_000,
    retryToMs: 5_000,
    clock,
    log: pino({ level: 'silent' }),
    redact: (text) => text,
    onRound: () => undefined,
    ...looping,
  })

describe('a loop', () => {
  it('goes on after a failure, telling an outage once when it begins and once when it is over', async () => {
    const { log, said } = listening()
    const { promise: recovered, resolve } = Promise.withResolvers<void>()
    let rounds = 0
    const ended: string[] = []
    const loop = start({
      log,
      onRound: (how) => ended.push(how),
      round: async () => {
        rounds += 1
        if (rounds < 3) throw new Error('away')
        if (rounds === 4) resolve()
        return 1
      },
    })
    await recovered
    await loop.stop()
    assert.deepEqual(said, ['testing fails; trying on', 'testing works again'])
    assert.deepEqual(ended.slice(0, 3), ['failed', 'failed', 'ok'])
  })

  it('wakes at once when its bell rings, also for a ring that came while it was awake', async () => {
    const ringing = bell(clock)
    const { promise: third, resolve } = Promise.withResolvers<void>()
    let rounds = 0
    const loop = start({
      bell: ringing,
      round: async () => {
        rounds += 1
        if (rounds === 1) ringing.ring()
        if (rounds === 2) setImmediate(() => ringing.ring())
        if (rounds === 3) resolve()
        return undefined
      },
    })
    await third
    await loop.stop()
    assert.equal(rounds, 3)
  })

  it('stops while it sleeps, and lets a round that is under way end first', async () => {
    const { promise: begun, resolve } = Promise.withResolvers<void>()
    const order: string[] = []
    const loop = start({
      round: async (signal) => {
        resolve()
        await clock.sleep(600_000, signal)
        order.push('the round')
        return undefined
      },
      stopping: () => order.push('told'),
      stopped: async () => void order.push('the last word'),
    })
    await begun
    await loop.stop()
    assert.deepEqual(order, ['told', 'the round', 'the last word'])
  })

  it('records when it last succeeded, when the next success is due, and what a failure said, without secrets', async () => {
    const ringing = bell(clock)
    const rounds = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let n = 0
    const loop = start({
      bell: ringing,
      redact: (text) => text.replace('hunter2', '***'),
      round: async () => {
        await rounds[n++]?.promise
        if (n === 2) throw new Error(`cannot log in with hunter2 ${'x'.repeat(1_000)}`)
        return 60_000
      },
    })
    const first = loop.record()
    assert.deepEqual([first.succeededAt, first.failures, first.error], [null, 0, null])
    assert.ok(first.underWaySince !== null)
    rounds[0]?.resolve()
    while (loop.record().succeededAt === null) await clock.sleep(1)
    const { succeededAt, dueAt, underWaySince } = loop.record()
    assert.deepEqual([dueAt, underWaySince], [(succeededAt ?? 0) + 60_000, null])
    ringing.ring()
    rounds[1]?.resolve()
    while (loop.record().failures === 0) await clock.sleep(1)
    const failed = loop.record()
    assert.match(failed.error ?? '', /^cannot log in with \*\*\* x+ \.\.\.$/)
    assert.equal(failed.error?.length, 504, 'bounded, and it shows that it was')
    assert.deepEqual([failed.succeededAt, failed.dueAt], [succeededAt, dueAt])
    await loop.stop()
  })

  it('tells a round to end that takes too long, and begins no other beside it', async () => {
    const { log, said } = listening()
    const { promise: again, resolve } = Promise.withResolvers<void>()
    let [rounds, together, most] = [0, 0, 0]
    const loop = start({
      log,
      limitMs: 5,
      round: async (signal) => {
        rounds += 1
        together += 1
        most = Math.max(most, together)
        await clock.sleep(600_000, signal)
        await clock.sleep(20)
        together -= 1
        if (rounds === 2) resolve()
        return 1
      },
    })
    await again
    await loop.stop()
    assert.equal(most, 1)
    assert.equal(said[0], 'testing stands: a round does not end')
  })

  it('tries later and later, but never later than its limit', () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 1_000].map((failures) => backoffMs(failures)),
      [100, 200, 400, 3_200, 5_000, 5_000],
    )
    assert.deepEqual(
      [1, 2, 3, 1_000].map((failures) => backoffMs(failures, 250)),
      [100, 200, 250, 250],
    )
  })
})
