import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pino } from 'pino'
import { systemClock } from '../context/system-clock.ts'
import type { LoopMember } from './loop.ts'
import { LOOP_NAMES, LOOPS } from './loop-table.ts'
import { openLoops } from './loops.ts'

const house = { clock: systemClock(), log: pino({ level: 'silent' }) }

describe('the loops of a server', () => {
  it('are listed in the order of their table, whenever they begin, until they are stopped', async () => {
    const loops = openLoops(house)
    const idle = (of: string | null): LoopMember => ({ of, round: async () => undefined })
    const flags = loops.start('serve-flags', [idle(null)])
    loops.start('reconcile-traffic', [idle('staging/wix'), idle('staging/shop')])
    const listed = () => loops.all().map(({ name, of }) => [name, of])
    const traffic = [
      ['reconcile-traffic', 'staging/wix'],
      ['reconcile-traffic', 'staging/shop'],
    ]
    assert.deepEqual(listed(), [...traffic, ['serve-flags', null]])
    await flags.stop()
    assert.deepEqual(listed(), traffic)
    await loops.stop()
    assert.deepEqual(listed(), [])
  })

  it('stop together, and what pins their work afterwards, one after the other', async () => {
    const loops = openLoops(house)
    const ended: string[] = []
    const member = (name: string): LoopMember => ({
      of: null,
      round: async () => undefined,
      stopped: async () => {
        await house.clock.sleep(name === 'export-checkpoints' ? 0 : 5)
        ended.push(name)
      },
    })
    for (const name of LOOP_NAMES) loops.start(name, [member(name)])
    await loops.stop()
    assert.equal(ended.length, LOOP_NAMES.length)
    assert.deepEqual(ended.slice(-3), ['make-checkpoints', 'export-checkpoints', 'give-checkpoints'])
  })

  it('say of every round what became of it', async () => {
    const loops = openLoops(house)
    const { promise: seen, resolve } = Promise.withResolvers<unknown>()
    loops.onRound(({ name, result, seconds }) => resolve([name, result, seconds >= 0]))
    loops.start('take-turns', [
      {
        of: null,
        round: async () => {
          throw new Error('away')
        },
      },
    ])
    assert.deepEqual(await seen, ['take-turns', 'failed', true])
    await loops.stop()
  })

  it('each have a purpose and a remedy in sentences, and a limit that is longer than a usual pause between tries', () => {
    for (const { purpose, remedy, limitMs, retryToMs } of Object.values(LOOPS)) {
      assert.match(purpose, /^[A-Z].*\.$/)
      assert.match(remedy, /^[A-Z].*\.$/)
      assert.ok(limitMs > retryToMs)
    }
  })
})
