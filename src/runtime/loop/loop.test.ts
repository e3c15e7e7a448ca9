import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Logger, pino } from 'pino'
import { bell } from '../context/bell.ts'
import { systemClock } from '../context/system-clock.ts'
import { backoffMs, startLoop } from './loop.ts'

const clock = systemClock()

/** What a logger said, without its times. */
function listening(): { log: Logger; said: string[] } {
  const said: string[] = []
  return { log: pino({}, { write: (line: string) => said.push(JSON.parse(line).msg) }), said }
}

describe('a loop', () => {
  it('goes on after a failure, telling an outage once when it begins and once when it is over', async () => {
    const { log, said } = listening()
    const { promise: recovered, resolve } = Promise.withResolvers<void>()
    let rounds = 0
    const loop = startLoop({
      doing: 'testing',
      bell: bell(clock),
      log,
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
  })

  it('wakes at once when its bell rings, also for a ring that came while it was awake', async () => {
    const { log } = listening()
    const ringing = bell(clock)
    const { promise: third, resolve } = Promise.withResolvers<void>()
    let rounds = 0
    const loop = startLoop({
      doing: 'testing',
      bell: ringing,
      log,
      round: async () => {
        rounds += 1
        if (rounds === 1) ringing.ring()
        if (rounds === 2) setImmediate(() => ringing.ring())
        if (rounds === 3) resolve()
        return 600_000
      },
    })
    await third
    await loop.stop()
    assert.equal(rounds, 3)
  })

  it('stops while it sleeps, and lets a round that is under way end first', async () => {
    const { log } = listening()
    const { promise: begun, resolve } = Promise.withResolvers<void>()
    let ended = false
    const loop = startLoop({
      doing: 'testing',
      bell: bell(clock),
      log,
      round: async (signal) => {
        resolve()
        await clock.sleep(600_000, signal)
        ended = true
        return 600_000
      },
    })
    await begun
    await loop.stop()
    assert.ok(ended)
  })

  it('tries later and later, but never later than five seconds', () => {
    assert.deepEqual([1, 2, 3, 6, 7, 1_000].map(backoffMs), [100, 200, 400, 3_200, 5_000, 5_000])
  })
})
