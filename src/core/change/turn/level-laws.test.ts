import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { simulate } from '../../simulate/simulate.ts'
import { AT, inEveryWorld, WORLDS } from './laws.testing.ts'
import { someLevels } from './world-levels.testing.ts'
import { script } from './world-script.testing.ts'
import { runbook } from './worlds.testing.ts'

describe('laws of levels', () => {
  it('whatever they say, the change is decided as it would be without them', () => {
    fc.assert(
      fc.property(runbook, script, someLevels, ({ levels: _, ...plain }, script, levels) => {
        const shown = simulate({ ...plain, levels }, script, AT)
        const without = simulate(plain, script, AT)
        const decisions = ({ events }: typeof shown) =>
          events.flatMap((event): readonly unknown[] => {
            if (event.type === 'level-changed' || event.type === 'drafted') return []
            if (event.type !== 'edited') return [event]
            const { levels: _, ...runbook } = event.runbook
            return [{ ...event, runbook }]
          })
        assert.deepEqual(decisions(shown), decisions(without))
        assert.equal(shown.change.revision, without.change.revision)
      }),
      { numRuns: WORLDS },
    )
  })

  it('one on a target gets better no more often than every five minutes', () => {
    inEveryWorld((runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      const told = events.filter((event) => event.type === 'level-changed')
      for (const [, its] of Map.groupBy(told, ({ level, target }) => `${level.id}@${target}`)) {
        const better = its.filter(({ was, now }) => now.every((name) => was.includes(name)))
        for (const [i, { at }] of better.entries())
          assert.ok(i === 0 || at - (better[i - 1]?.at ?? 0) >= 5 * 60_000, 'it gets better too often')
      }
    })
  })

  it('a simulation that passes over what is steady tells of the same at the same moments', () => {
    inEveryWorld((runbook, script) => {
      const looked = simulate(runbook, script, AT, () => undefined)
      assert.deepEqual(simulate(runbook, script, AT).events, looked.events)
    })
  })
})
