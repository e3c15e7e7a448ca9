import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { gate, guard } from '../runbook/sample-runbook.testing.ts'
import { observeRule } from './each.ts'
import { merge } from './measure.ts'
import { beginWatch, type JudgeState } from './observe.ts'
import type { Rule } from './rule.ts'
import { OTHER, type Sample, SERIES_MAX, type Series, summed } from './sample.ts'
import { formatMeasure, formatMeasured } from './words.ts'

const FROM = 1_760_000_000_000
const LABEL = 'path'

/** What each path had in a second: so many requests, so many of them good. */
type Paths = Readonly<Record<string, readonly [total: number, good: number]>>

function second(i: number, paths: Paths): Sample {
  const at = FROM + i * 1000
  const series = Object.entries(paths).map(([name, [total, good]]): Series => {
    return { name, sample: { kind: 'ratio', at, span: 1000, total, good } }
  })
  const whole = merge(series.map(({ sample }) => sample)) ?? summed(at, 1000, 0, 0)
  return { ...whole, series }
}

const seconds = (count: number, paths: Paths, from = 0): readonly Sample[] =>
  Array.from({ length: count }, (_, i) => second(from + i, paths))

const short = { ...guard, each: LABEL, form: { form: 'over' as const, span: 10_000 } }
const held = { ...gate, each: LABEL }

type Arms = { readonly canary: readonly Sample[]; readonly stable?: readonly Sample[] }

function judge(
  rule: Rule,
  { canary, stable = [] }: Arms,
  until: number,
  batches: readonly number[] = [],
): JudgeState {
  let state = beginWatch(rule, FROM)
  for (const end of [...batches, until].sort((a, b) => a - b)) {
    const watermark = FROM + end * 1000
    const known = (samples: readonly Sample[]) => samples.filter((s) => s.at + s.span <= watermark)
    const fed = { canary: known(canary), stable: known(stable), watermark, stepMs: 1000 }
    state = JSON.parse(JSON.stringify(observeRule(rule, state, fed)))
  }
  return state
}

const namesOf = ({ evidence }: JudgeState) => evidence.each?.series.map(({ name }) => name)

describe('a rule that judges each series', () => {
  it('trips by one path while all of them together are within the bound', () => {
    const canary = seconds(20, { '/api/orders': [20, 10], '/': [980, 980] })
    const { each: _, ...whole } = short
    assert.equal(judge(whole, { canary }, 20).verdict, 'no-worse')
    const state = judge(short, { canary }, 20)
    assert.equal(state.verdict, 'worse')
    assert.equal(
      formatMeasure(state.evidence),
      'path /api/orders: success-ratio 50.00 % of 20 samples (below 97.00 %); of 2: 1 worse, 1 fine',
    )
    assert.equal(formatMeasured(state.evidence), 'path /api/orders 50.00 %')
  })

  it('passes a gate when every series that has enough samples holds', () => {
    const good = { '/a': [10, 10], '/rare': [0, 0] } as const
    assert.equal(judge(held, { canary: seconds(20, good) }, 20).verdict, 'no-worse')
    const errorFirst = [...seconds(19, good), second(19, { '/a': [10, 10], '/new': [1, 0] })]
    const state = judge(held, { canary: errorFirst }, 20)
    assert.equal(state.verdict, 'no-worse', 'one error of one request proves nothing')
    assert.deepEqual(namesOf(state), ['/a', '/new', '/rare'])
    assert.equal(judge(held, { canary: seconds(20, { '/a': [10, 10], '/b': [10, 5] }) }, 20).verdict, 'worse')
  })

  it('a gate whose only series have too few samples cannot tell, and without any series there is no data', () => {
    assert.equal(
      judge(held, { canary: seconds(20, { '/a': [1, 0], '/b': [1, 1] }) }, 20).verdict,
      'inconclusive',
    )
    const none = judge(held, { canary: seconds(20, {}) }, 20)
    assert.equal(none.verdict, 'no-data')
    assert.equal(none.measuredUntil, FROM)
    assert.match(formatMeasure(none.evidence), /^no series of path: no samples/)
    assert.equal(judge(held, { canary: [] }, 20).verdict, 'no-data')
  })

  it('a gate with a `for` waits for the last series that has enough samples', () => {
    const lasting = { ...held, form: { form: 'for' as const, ms: 10_000, lookbackMs: 5_000 } }
    const canary = [...seconds(15, { '/a': [50, 50] }), ...seconds(5, { '/a': [50, 50], '/b': [50, 50] }, 15)]
    assert.equal(judge(lasting, { canary }, 14).verdict, 'no-worse')
    assert.equal(judge(lasting, { canary }, 20).verdict, 'inconclusive')
  })

  it('a series that joins is judged, and one that ended is no data for itself alone', () => {
    const canary = [
      ...seconds(30, { '/old': [10, 10], '/a': [10, 10] }),
      ...seconds(30, { '/a': [10, 10], '/new': [10, 10] }, 30),
    ]
    const state = judge(short, { canary }, 60)
    assert.equal(state.verdict, 'no-worse')
    assert.equal(state.gaps, undefined, 'all of it was measured')
    assert.deepEqual(
      state.evidence.each?.series.map(({ name, verdict }) => [name, verdict]),
      [
        ['/a', 'no-worse'],
        ['/new', 'no-worse'],
        ['/old', 'no-data'],
      ],
    )
  })

  it('what was not measured at all is a gap of the rule', () => {
    const canary = [...seconds(10, { '/a': [10, 10] }), ...seconds(10, { '/a': [10, 10] }, 15)]
    assert.deepEqual(judge(held, { canary }, 25).gaps, [{ from: FROM + 10_000, to: FROM + 15_000 }])
  })

  it('counts those that come after the first fifty together, and loses none of them', () => {
    const many = Object.fromEntries(
      Array.from({ length: SERIES_MAX + 30 }, (_, i) => [
        `/${String(i).padStart(3, '0')}`,
        [10, 10] as const,
      ]),
    )
    const state = judge(short, { canary: seconds(10, many) }, 10)
    assert.equal(state.evidence.each?.series.length, SERIES_MAX + 1)
    const other = state.evidence.each?.series.find(({ name }) => name === OTHER)
    assert.equal(other?.samples, 30 * 10 * 10)
    assert.match(formatMeasure(state.evidence), /those after the first 50 counted as other$/)
    const total = state.evidence.each?.series.reduce((sum, { samples }) => sum + samples, 0)
    assert.equal(total, (SERIES_MAX + 30) * 100)
  })

  it('names that mean something to JavaScript are names', () => {
    const paths = JSON.parse('{"__proto__":[10,0],"constructor":[10,10]}') as Paths
    const state = judge(short, { canary: seconds(10, paths) }, 10)
    assert.equal(state.evidence.each?.name, '__proto__')
  })

  it('the worst is the lowest of a ratio, the highest where more is worse, and the farthest outside of a range', () => {
    const paths = { '/a': [100, 99], '/b': [100, 98], '/c': [100, 100] } as const
    assert.deepEqual(namesOf(judge(short, { canary: seconds(10, paths) }, 10)), ['/b', '/a', '/c'])
    const above = { ...short, bound: { op: 'above' as const, value: 2 } }
    assert.deepEqual(namesOf(judge(above, { canary: seconds(10, paths) }, 10)), ['/c', '/a', '/b'])
    const range = { ...held, bound: { op: 'between' as const, low: 0.985, high: 0.995 } }
    assert.deepEqual(namesOf(judge(range, { canary: seconds(10, paths) }, 10))?.slice(-1), ['/a'])
  })

  it('each is compared with itself on stable', () => {
    const bound = { op: 'below' as const, of: 'stable' as const, times: 1, plus: -0.05 }
    const stable = seconds(10, { '/bad': [100, 50], '/good': [100, 100] })
    const canary = seconds(10, { '/bad': [100, 50], '/good': [100, 80] })
    const state = judge({ ...short, bound }, { canary, stable }, 10)
    assert.equal(state.evidence.each?.name, '/good')
    assert.equal(state.verdict, 'worse')
  })
})

describe('each series, whatever comes', () => {
  const name = fc.constantFrom('/a', '/b', '/c', OTHER)
  const counts = fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const)
  const paths = fc.dictionary(name, counts, { noNullPrototype: true })
  const stream = fc.array(fc.option(paths, { nil: null }), { minLength: 1, maxLength: 40 })
  const rules: readonly Rule[] = [
    short,
    held,
    { ...short, form: { form: 'for', ms: 5_000, lookbackMs: 3_000 } },
    { ...held, form: { form: 'for', ms: 5_000, lookbackMs: 3_000 } },
    { ...short, bound: { op: 'below', of: 'stable', times: 0.9, plus: 0 } },
  ]
  const samplesOf = (all: readonly (Paths | null)[]) =>
    all.flatMap((of, i) => (of === null ? [] : [second(i, of)]))

  it('is the same in one batch and in many, also through JSON', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        stream,
        stream,
        fc.array(fc.nat(40), { maxLength: 6 }),
        (rule, a, b, batches) => {
          const arms = { canary: samplesOf(a), stable: samplesOf(b) }
          assert.deepEqual(judge(rule, arms, 40, batches), judge(rule, arms, 40))
        },
      ),
    )
  })

  it('is the same in whatever order the series are told', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), stream, (rule, all) => {
        const canary = samplesOf(all)
        const turned = canary.map((sample) => ({ ...sample, series: sample.series?.toReversed() ?? [] }))
        assert.deepEqual(judge(rule, { canary: turned }, 40), judge(rule, { canary }, 40))
      }),
    )
  })

  it('of one series is what the rule says of it without `each`', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.array(fc.option(counts, { nil: null })), (rule, all) => {
        const one = all.slice(0, 40).map((of) => (of === null ? null : { '/a': of }))
        const canary = samplesOf(one)
        const { each: _, ...alone } = rule
        const arms = { canary, stable: canary }
        const together = judge(rule, arms, 40)
        const single = judge(alone, arms, 40)
        const { each, ...evidence } = together.evidence
        assert.equal(each?.series.length ?? 0, canary.length === 0 ? 0 : 1)
        assert.deepEqual(
          { verdict: together.verdict, gaps: together.gaps, measuredUntil: together.measuredUntil, evidence },
          {
            verdict: single.verdict,
            gaps: single.gaps,
            measuredUntil: single.measuredUntil,
            evidence: single.evidence,
          },
        )
      }),
    )
  })

  it('keeps no more than its share, however many come', () => {
    const canary = Array.from({ length: 30 }, (_, i) =>
      second(i, Object.fromEntries(Array.from({ length: 40 }, (_, j) => [`/${i}-${j}`, [1, 1] as const]))),
    )
    const { each } = judge(short, { canary }, 30)
    assert.equal(each?.series.length, SERIES_MAX + 1)
    assert.ok(JSON.stringify(each).length < 200_000)
  })
})
