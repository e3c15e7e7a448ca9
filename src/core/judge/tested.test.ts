import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../drawn/runs.testing.ts'
import { noWorseGate, worseGuard } from '../runbook/sample-runbook.testing.ts'
import { beginWatch, type JudgeState, observe } from './observe.ts'
import type { Gate, Guard, Rule } from './rule.ts'
import type { Sample } from './sample.ts'
import { reportOf } from './sequential/report.ts'
import type { Share, TestFacts } from './tested.ts'
import { formatHeld, formatMeasure } from './words.ts'

const FROM = 1_760_000_000_000
const STEP = 5_000
const GUARD: Guard = { ...worseGuard, id: 'errors', signal: 'errors' }
const GATE: Gate = { ...noWorseGate, id: 'errors', signal: 'errors' }
const FACTS: TestFacts = { alpha: 0.001, direction: 'higher' }

/** Interval `i`: so many errors of so many requests. */
const ratio = (i: number, total: number, good: number): Sample => ({
  kind: 'ratio',
  at: FROM + i * STEP,
  span: STEP,
  total,
  good,
})
const EDGES = [100, 200, 400, 800]
const durations = (i: number, counts: readonly number[]): Sample => ({
  kind: 'distribution',
  at: FROM + i * STEP,
  span: STEP,
  edges: EDGES,
  counts,
  quantile: 0.95,
})

type Arms = { readonly canary: readonly Sample[]; readonly stable: readonly Sample[] }
const arms = (intervals: number, canary: (i: number) => Sample, stable: (i: number) => Sample): Arms => ({
  canary: Array.from({ length: intervals }, (_, i) => canary(i)),
  stable: Array.from({ length: intervals }, (_, i) => stable(i)),
})

function judge(rule: Rule, { canary, stable }: Arms, ends: readonly number[], test = FACTS): JudgeState {
  let state = beginWatch(rule, FROM)
  for (const end of ends) {
    const watermark = FROM + end * STEP
    state = observe(rule, state, { canary, stable, watermark, stepMs: STEP, test })
  }
  return state
}

test('a guard trips on four times the errors and stays tripped; on the same errors it never does', () => {
  const bad = arms(
    60,
    (i) => ratio(i, 250, 10),
    (i) => ratio(i, 4_750, 48),
  )
  const tripped = judge(GUARD, bad, [60])
  assert.equal(tripped.verdict, 'worse')
  assert.ok((tripped.tripped?.to ?? 0) < FROM + 30 * STEP)
  assert.match(
    formatMeasure(tripped.evidence),
    /^canary errors 4\.0 x stable .* after start, about \d+ extra/,
  )
  const same = arms(
    600,
    (i) => ratio(i, 250, 3),
    (i) => ratio(i, 4_750, 57),
  )
  const quiet = judge(GUARD, same, [600])
  assert.equal(quiet.tripped, null)
  assert.equal(quiet.verdict, 'no-worse')
})

test('an incident of both arms is not blamed on the canary', () => {
  const shared = arms(
    200,
    (i) => ratio(i, 250, i < 100 ? 1 : 50),
    (i) => ratio(i, 4_750, i < 100 ? 19 : 950),
  )
  assert.equal(judge(GUARD, shared, [200]).tripped, null)
})

test('a gate is no pass until there is enough evidence, and none at all without requests', () => {
  const same = arms(
    400,
    (i) => ratio(i, 250, 3),
    (i) => ratio(i, 4_750, 57),
  )
  const facts = { ...FACTS, alpha: 0.05 }
  assert.equal(judge(GATE, same, [4], facts).verdict, 'inconclusive')
  assert.equal(judge(GATE, same, [400], facts).verdict, 'no-worse')
  const nobody = arms(
    400,
    (i) => ratio(i, 0, 0),
    (i) => ratio(i, 4_750, 57),
  )
  assert.equal(judge(GATE, nobody, [400], facts).verdict, 'no-data')
})

test('a gate passes, and passes no more, at the very interval that decides it', () => {
  const turns = arms(
    400,
    (i) => ratio(i, 250, i < 200 ? 3 : 12),
    (i) => ratio(i, 4_750, 57),
  )
  let state = beginWatch(GATE, FROM)
  const verdicts = turns.canary.map((canary, i) => {
    const interval = { canary: [canary], stable: turns.stable.slice(i, i + 1) }
    state = observe(GATE, state, { ...interval, watermark: FROM + (i + 1) * STEP, stepMs: STEP, test: FACTS })
    const { question, state: now } = state.tested ?? assert.fail('it has begun')
    return { told: state.verdict === 'no-worse', now: reportOf(now, question).verdict === 'no-worse' }
  })
  assert.ok(verdicts.some(({ told }) => told) && !verdicts.at(-1)?.told)
  for (const { told, now } of verdicts) assert.equal(told, now)
})

test('there is data from the first interval on in which both had requests, not from the next telling on', () => {
  const late = arms(
    4,
    (i) => ratio(i, i < 2 ? 0 : 250, 0),
    (i) => ratio(i, 4_750, 57),
  )
  // Told at the 1st interval as one without data, and next time at the 15th second.
  assert.equal(judge(GUARD, late, [1, 2]).verdict, 'no-data')
  assert.equal(judge(GUARD, late, [1, 2, 3]).verdict, 'inconclusive')
})

test('what a gate that held has seen is told by its whole sentence, beside the value of one that tests nothing', () => {
  const same = arms(
    400,
    (i) => ratio(i, 250, 3),
    (i) => ratio(i, 4_750, 57),
  )
  const { evidence } = judge(GATE, same, [400])
  const { test: _, ...measured } = evidence
  assert.match(
    formatHeld([
      { target: 'wix', evidence },
      { target: 'api', evidence: measured },
    ]),
    /^wix canary errors 1\.00 x stable .*, no worse than 1\.5 x; at most 1 in 1,000 canaries at 1\.5 x would pass; api 0\.012$/,
  )
  assert.equal(formatHeld([{ target: 'api', evidence: measured }]), 'api 0.012')
})

test('where nobody says which way is worse, or what may be erred by, there is no data', () => {
  const { canary, stable } = arms(
    60,
    (i) => ratio(i, 250, 10),
    (i) => ratio(i, 4_750, 48),
  )
  const fed = { canary, stable, watermark: FROM + 60 * STEP, stepMs: STEP }
  assert.equal(observe(GUARD, beginWatch(GUARD, FROM), fed).verdict, 'no-data')
})

test('durations are compared at the edges that stable has shown to matter', () => {
  const slow = arms(
    60,
    (i) => durations(i, [50, 100, 80, 20, 0]),
    (i) => durations(i, [2_000, 2_500, 200, 50, 0]),
  )
  const tripped = judge(GUARD, slow, [60])
  assert.equal(tripped.verdict, 'worse')
  assert.match(formatMeasure(tripped.evidence), /^canary errors over \d+: /)
  const few = arms(
    60,
    (i) => durations(i, [1, 1, 1, 1, 0]),
    (i) => durations(i, [4, 2, 0, 0, 0]),
  )
  assert.equal(judge(GUARD, few, [60]).tested, undefined, 'too few of stable to choose edges by')
})

test('one batch or many, with the memory as JSON between them: the same to the bit', () => {
  const count = fc.integer({ min: 0, max: 300 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(count, count, fc.boolean()), { minLength: 5, maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.constantFrom<Rule>(GUARD, GATE),
      (intervals, cuts, rule) => {
        const fed: Arms = {
          canary: intervals.flatMap(([n, y, lost], i) =>
            lost && i % 3 === 0 ? [] : [ratio(i, n, Math.min(n, y))],
          ),
          stable: intervals.map(([n, y], i) => ratio(i, 10 * n, Math.min(10 * n, y))),
        }
        const last = intervals.length
        const whole = judge(rule, fed, [last])
        let cut = beginWatch(rule, FROM)
        for (const end of [...cuts.filter((at) => at < last).sort((a, b) => a - b), last]) {
          const batch = { ...fed, watermark: FROM + end * STEP, stepMs: STEP, test: FACTS }
          cut = JSON.parse(JSON.stringify(observe(rule, cut, batch))) as JudgeState
        }
        assert.deepEqual(cut, JSON.parse(JSON.stringify(whole)))
      },
    ),
  )
})

/** The public and staff of one interval, each with errors of requests. */
const apart = (i: number, of: readonly [number, number], staff: readonly [number, number]): Sample => ({
  ...ratio(i, of[1] + staff[1], of[0] + staff[0]),
  segments: [
    {
      segment: 'percentage',
      sample: { kind: 'ratio', at: FROM + i * STEP, span: STEP, total: of[1], good: of[0] },
    },
    {
      segment: 'segment',
      sample: { kind: 'ratio', at: FROM + i * STEP, span: STEP, total: staff[1], good: staff[0] },
    },
  ],
})

/** The canary's share of the public, from an interval on; others come by segments of their own. */
type Weight = { readonly from: number; readonly share: number }

/** The shares as a change tells them at that moment: of what has begun by then, the last without an end. */
const sharesBy = (weights: readonly Weight[], end: number): readonly Share[] =>
  weights
    .filter(({ from }) => from < end)
    .map(({ from, share }, i, begun) => {
      const next = begun[i + 1]
      return { from: FROM + from * STEP, to: next === undefined ? null : FROM + next.from * STEP, share }
    })

test('restarts, replicas that go on from what was kept before, pauses and weight changes: as one unbroken watch', () => {
  const LAST = 40
  const count = fc.integer({ min: 0, max: 400 })
  const interval = fc.record({
    all: count,
    bad: count,
    badBeside: count,
    staff: fc.nat(20),
    lost: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(interval, { minLength: LAST, maxLength: LAST }),
      // A pause is a weight that stays; from one share to any other, up or down.
      fc.uniqueArray(
        fc.record({ from: fc.nat(LAST - 1), share: fc.constantFrom(0.01, 0.05, 0.25, 0.5, 0.9) }),
        { maxLength: 5, selector: ({ from }) => from },
      ),
      fc.array(fc.record({ end: fc.integer({ min: 1, max: LAST }), behind: fc.nat(3) }), { maxLength: 10 }),
      fc.constantFrom<Rule>(GUARD, GATE),
      (intervals, drawn, looks, rule) => {
        const weights = [{ from: 0, share: 0.1 }, ...drawn].toSorted((a, b) => a.from - b.from)
        const shareAt = (i: number) => weights.findLast(({ from }) => from <= i)?.share ?? 0
        const fed: Arms = arms(
          LAST,
          (i) => {
            const { all = 0, bad = 0, staff = 0 } = intervals[i] ?? {}
            const total = Math.round(all * shareAt(i))
            return apart(i, [Math.min(total, bad), total], [0, staff])
          },
          (i) => {
            const { all = 0, badBeside = 0 } = intervals[i] ?? {}
            const total = all - Math.round(all * shareAt(i))
            return apart(i, [Math.min(total, badBeside), total], [0, 1])
          },
        )
        const seen = { ...fed, canary: fed.canary.filter((_, i) => intervals[i]?.lost !== true || i % 4 > 0) }
        const look = (state: JudgeState, end: number) =>
          observe(rule, state, {
            ...seen,
            ...{ watermark: FROM + end * STEP, stepMs: STEP },
            test: { ...FACTS, shares: sharesBy(weights, end) },
          })
        const stored = [beginWatch(rule, FROM)]
        for (const { end, behind } of [
          ...looks.toSorted((a, b) => a.end - b.end),
          { end: LAST, behind: 0 },
        ]) {
          const kept = stored.at(-1 - Math.min(behind, stored.length - 1)) ?? assert.fail('nothing is kept')
          stored.push(JSON.parse(JSON.stringify(look(kept, end))) as JudgeState)
        }
        const unbroken = look(beginWatch(rule, FROM), LAST)
        assert.deepEqual(stored.at(-1), JSON.parse(JSON.stringify(unbroken)))
      },
    ),
    { numRuns: runs(150) },
  )
})

test('segments are compared each with its own: staff who fail more are not the canary', () => {
  // Staff fail ten times as often on both, and nearly all of them have the canary.
  const mixed = arms(
    200,
    (i) => apart(i, [2, 200], [9, 90]),
    (i) => apart(i, [38, 3_800], [1, 10]),
  )
  assert.equal(judge(GUARD, mixed, [200]).tripped, null)
  const pooled = {
    canary: mixed.canary.map(({ segments: _, ...whole }) => whole),
    stable: mixed.stable.map(({ segments: _, ...whole }) => whole),
  }
  assert.notEqual(judge(GUARD, pooled, [200]).tripped, null)
})

/** All of the public in one segment, stable's by slices: so many errors of so many requests each. */
const sliced = (i: number, slices: readonly (readonly [number, number])[]): Sample => {
  const parts = slices.map(([good, total]) => ({
    kind: 'ratio' as const,
    at: FROM + i * STEP,
    span: STEP,
    total,
    good,
  }))
  const total = parts.reduce((sum, part) => sum + part.total, 0)
  const good = parts.reduce((sum, part) => sum + part.good, 0)
  const sample = { kind: 'ratio' as const, at: FROM + i * STEP, span: STEP, total, good }
  return { ...sample, segments: [{ segment: 'percentage', sample, slices: parts }] }
}

test('stable whose parts differ from each other makes the verdict advisory, and parts that do not leave it', () => {
  const beside = (first: number) =>
    arms(
      200,
      (i) => apart(i, [40, 1_000], [0, 0]),
      (i) => sliced(i, [[first, 1_000], ...Array.from({ length: 3 }, () => [10, 1_000] as const)]),
    )
  const alike = judge(GUARD, beside(10), [200])
  assert.equal(alike.verdict, 'worse')
  assert.ok((alike.tested?.state.watchdog?.intervals ?? 0) > 0, 'stable is watched')
  const unlike = judge(GUARD, beside(60), [200])
  assert.equal(unlike.verdict, 'assumption-violated')
  assert.equal(unlike.tripped, null)
})

test('a split that is not what was asked is said, of the intervals in which one share was asked', () => {
  const half = arms(
    200,
    (i) => apart(i, [10, 1_000], [0, 0]),
    (i) => apart(i, [10, 1_000], [0, 0]),
  )
  const told = (share: number) =>
    judge(GUARD, half, [200], { ...FACTS, shares: [{ from: FROM, to: null, share }] }).evidence.test?.split
  assert.equal(told(0.5)?.asAsked, true)
  assert.equal(told(0.05)?.asAsked, false)
  assert.equal(judge(GUARD, half, [200]).evidence.test?.split, null)
})

test('what stable was before the watch says how its counts scatter, and by what edges durations are compared', () => {
  // Stable's errors come in bursts; one of them falls on the canary at the very start.
  const burst = (i: number) => (i % 12 === 0 ? 60 : 0)
  const canary = [ratio(0, 250, 12), ratio(1, 250, 0)]
  const stable = [ratio(0, 4_750, 0), ratio(1, 4_750, 0)]
  const before = Array.from({ length: 360 }, (_, i) => ratio(i - 360, 4_750, burst(i)))
  assert.notEqual(judge(GUARD, { canary, stable }, [2]).tripped, null)
  assert.equal(judge(GUARD, { canary, stable: [...before, ...stable] }, [2]).tripped, null)

  const few = { canary: [durations(0, [1, 1, 1, 1, 0])], stable: [durations(0, [4, 2, 0, 0, 0])] }
  const known = [durations(-1, [2_000, 2_500, 200, 50, 0])]
  assert.equal(judge(GUARD, few, [1]).tested, undefined)
  assert.notEqual(judge(GUARD, { ...few, stable: [...known, ...few.stable] }, [1]).tested, undefined)
})
