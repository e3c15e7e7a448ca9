import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { WORLDS } from '../change/turn/laws.testing.ts'
import { script } from '../change/turn/world-script.testing.ts'
import { runbook } from '../change/turn/worlds.testing.ts'
import type { Form } from '../judge/rule.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { gate, guard, rollout, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../signal/shape.ts'
import { readScript, type Script } from './script.ts'
import { simulate } from './simulate.ts'

const AT = 1_760_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

type ShapeOf = (signal: string) => SignalShape | null

/** The same, whether every turn is taken or those in which nothing happens are passed over. */
function bothWays(of: Runbook, played: Script, shapeOf: ShapeOf = () => null): void {
  const everyTurn = simulate(of, played, AT, () => undefined, shapeOf)
  assert.deepEqual(simulate(of, played, AT, undefined, shapeOf), everyTurn)
}

const forms: fc.Arbitrary<Form> = fc.oneof(
  fc.record({
    form: fc.constant('for' as const),
    ms: fc.constantFrom(0, 10_000, MINUTE, 20 * MINUTE),
    lookbackMs: fc.constantFrom(5_000, MINUTE, 15 * MINUTE, 2 * HOUR),
  }),
  fc.record({ form: fc.constant('over' as const), span: fc.constantFrom(MINUTE, HOUR, 'hold' as const) }),
)

const shapes: fc.Arbitrary<SignalShape | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constantFrom('ratio', 'distribution', 'gauge', 'count', 'mean'),
    unit: fc.constant('none'),
    direction: fc.constantFrom('higher', 'lower'),
  }) as fc.Arbitrary<SignalShape>,
)

const bounds = fc.constantFrom(0, 0.05, 0.9, 0.985, 0.99, 40)
const ops = fc.constantFrom('below' as const, 'above' as const, 'at-least' as const, 'at-most' as const)

/** Hours of one rollout, with rules of every form on a signal of any kind. */
const longPlan = fc
  .record({
    forms: fc.tuple(forms, forms),
    bounds: fc.tuple(fc.record({ op: ops, value: bounds }), fc.record({ op: ops, value: bounds })),
    minSamples: fc.constantFrom(1, 500, 5_000),
    holdMs: fc.constantFrom(20 * MINUTE, 3 * HOUR),
    otherwise: fc.constantFrom('hold' as const, 'rollback' as const),
    healthy: fc.boolean(),
  })
  .map(({ forms: [one, two], bounds: [good, bad], minSamples, holdMs, otherwise, healthy }) => {
    const noData = { afterMs: 10 * MINUTE, then: 'hold' as const }
    const gates = [{ ...gate, noData, otherwise, minSamples, form: one, bound: healthy ? gate.bound : good }]
    const guards = [{ ...guard, noData, minSamples, form: two, bound: healthy ? guard.bound : bad }]
    const stages = [500, 3_333, 10_000].map((weight) => ({ weight, holdMs, segments: [] }))
    return sampleRunbook({
      accept: [],
      steps: sampleRunbook().steps.map((step) =>
        step.kind === 'rollout' ? { ...rollout, gates, guards, stages } : step,
      ),
    })
  })

const offset = fc.integer({ min: 0, max: 8 * 60 }).map((minutes) => minutes * MINUTE + 500)
const line = fc.record({
  from: offset,
  lasts: fc.constantFrom(2_000, 5 * MINUTE, 4 * HOUR),
  what: fc.constantFrom(
    { success: 0.984 },
    { success: 0.5 },
    { latencyMs: 700 },
    { missing: true },
    { lost: true },
  ),
})
const longScript = fc
  .record({
    every: fc.constantFrom(10_000, 15_000, 60_000),
    lag: fc.constantFrom(0, 1_000, 20_000),
    requestsPerSecond: fc.constantFrom(0.01, 0.7, 33.3, 100),
    lines: fc.array(line, { maxLength: 3 }),
    pauses: fc.array(offset, { maxLength: 1 }),
    restarts: fc.array(offset, { maxLength: 1 }),
  })
  .map(({ every, lag, requestsPerSecond, lines, pauses, restarts }): Script => {
    const read = readScript('until: 10h')
    assert.ok('script' in read)
    return {
      ...read.script,
      scrapeEvery: every,
      scrapeLag: lag,
      requestsPerSecond,
      restarts,
      evidence: lines.map(({ from, lasts, what }) => ({
        from,
        until: from + lasts,
        slot: 'canary' as const,
        ...what,
      })),
      commands: pauses.flatMap((at) => [
        { at, do: 'pause' as const, because: 'drawn' },
        { at: at + HOUR, do: 'resume' as const, because: 'drawn' },
      ]),
    }
  })

describe('a simulation that passes over what changes nothing', () => {
  it('tells the same of every world, to the moment and the number', () =>
    fc.assert(
      fc.property(runbook, script, (of, played) => bothWays(of, played)),
      { numRuns: WORLDS },
    ))

  it('tells the same of changes of hours, whatever their rules look at', () =>
    fc.assert(
      fc.property(longPlan, longScript, shapes, (of, played, shape) => bothWays(of, played, () => shape)),
      { numRuns: Math.ceil(WORLDS / 2) },
    ))
})
