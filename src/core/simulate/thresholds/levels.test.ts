import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { type Level, type LevelName, rulesOfLevel, thresholdsOf } from '../../level/level.ts'
import { sketch } from '../../plan/sketches/sketches.testing.ts'
import { plainBinding } from './bound-signals.testing.ts'
import { justAround } from './just.testing.ts'
import { played, referenceOf, runbookOf, shapeOf } from './played.testing.ts'
import { statedIn, type Words } from './sketched.testing.ts'

/** The levels of runbook 003, a table row each, just short of each threshold and just past it. */
const PLAN = 'progressive-canary'
const written = parse(sketch(PLAN)).levels as readonly Words[]

/** What an hour before has shown of signals that the plan states nothing of. */
const BEFORE = 0.5
const targets = ['shop']

for (const row of written) for (const signal of [row.signal].flat().map(String)) driven(row, signal)

function driven(row: Words, signal: string): void {
  describe(`${signal} ${JSON.stringify(row)}`, () => {
    const refers = String(row.warn).startsWith('baseline')
    const reference = refers ? (referenceOf(PLAN, signal) ?? BEFORE) : null
    const stated = { ...statedIn(PLAN), ...(refers ? { [signal]: reference } : {}) }
    const steps = [
      { capture: { baseline: '1h', targets, stated } },
      { rollout: { targets, adopt: false, stages: [{ weight: '20%', hold: '10m' }] } },
    ]
    const runbook = runbookOf({ levels: [{ ...row, signal }], steps }, plainBinding)
    const levels = runbook.levels ?? []
    for (const [i, { name, threshold }] of thresholdsOf(levels[0] as Level).entries())
      it(`tells of ${name} past it, and not before`, () => {
        const rule = rulesOfLevel(levels[0] as Level)[i]
        assert.ok(rule !== undefined)
        // A level is reached by the number itself; its rule says that it is not.
        const op = levels[0]?.worse === 'higher' ? 'at-least' : 'at-most'
        const just = justAround({ ...rule, bound: { op, ...threshold } }, shapeOf(signal), reference)
        for (const value of just.true)
          assert.ok(
            reachedBy(signal, value).every((names) => names.includes(name)),
            `${value}`,
          )
        for (const value of just.false)
          assert.ok(
            reachedBy(signal, value).every((names) => !names.includes(name)),
            `${value}`,
          )
      })

    /** The last that is said about each span. */
    function reachedBy(of: string, value: number): readonly (readonly LevelName[])[] {
      const { events, status } = played(runbook, [{ signal: of, value, fromMs: 0 }])
      assert.equal(status, 'succeeded', 'a level decides nothing')
      return levels.map(({ id }) => {
        const told = events.flatMap((event) =>
          event.type === 'level-changed' && event.level.id === id ? [event] : [],
        )
        return told.at(-1)?.now ?? []
      })
    }
  })
}
