import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import type { SignalShape } from '../../signal/shape.ts'
import { judgeCheck } from '../kinds.ts'
import type { MeasuredOn, SignalSeen } from './signal.ts'

const RATIO: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'higher' }
const side = `{ traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' } }`
const parsed = (written: string) =>
  parseBinding(
    `environments:
  staging:
    targets: { shop: ${side}, api: ${side} }
    signals: { errors: { gateway: success, slo: 99% }, latency: { gateway: latency } }
    checks: { it: { signal: ${written} } }
`,
    'cutwater.yaml',
  )

function says(written: string, seen: SignalSeen): string {
  const read = parsed(written)
  assert.ok('binding' in read, JSON.stringify(read))
  const { look } = read.binding.environments.staging?.checks.it ?? assert.fail()
  const { outcome, says } = judgeCheck(look.kind, look.at as never, seen as never, 0)
  return `${outcome}: ${says}`
}

const on = (value: number | null, over: Partial<MeasuredOn> = {}): MeasuredOn => ({
  ...{
    target: 'shop',
    slot: 'stable' as const,
    value,
    samples: 361,
    why: value === null ? 'there were no requests' : null,
  },
  ...over,
})
const seen = (...targets: MeasuredOn[]): SignalSeen => ({ shape: RATIO, slo: 0.99, targets })
const api = { target: 'api' }

const TABLE: readonly (readonly [string, SignalSeen, string])[] = [
  ['{ name: errors, atMost: 1% }', seen(on(0.0012)), 'passed: shop 0.12 % (at most 1.00 %)'],
  ['{ name: errors, atMost: 1% }', seen(on(0.032)), 'failed: shop 3.20 %; at most 1.00 % wanted'],
  [
    '{ name: errors, atMost: 1% }',
    seen(on(0.002), on(0.5, api)),
    'failed: shop 0.20 %, api 50.00 %; at most 1.00 % wanted',
  ],
  [
    '{ name: errors, atMost: 1% }',
    seen(on(0.002), on(null, api)),
    'unknown: shop 0.20 %, api unknown: there were no requests; at most 1.00 % wanted',
  ],
  [
    '{ name: errors, atMost: 1% }',
    seen(on(0.5), on(null, api)),
    'failed: shop 50.00 %, api unknown: there were no requests; at most 1.00 % wanted',
  ],
  [
    '{ name: errors, atMost: 1%, minSamples: 500 }',
    seen(on(0.002)),
    'unknown: shop 0.20 %, 361 of 500 samples; at most 1.00 % wanted',
  ],
  ['{ name: errors, atLeast: slo }', seen(on(0.995)), 'passed: shop 99.50 % (at least 99.00 %, slo)'],
  [
    '{ name: errors, atLeast: slo-2pp }',
    seen(on(0.9)),
    'failed: shop 90.00 %; at least 97.00 %, slo-2 pp wanted',
  ],
  ['{ name: errors, atMost: 1% }', seen(), 'unknown: There is no target to measure it on'],
  [
    '{ name: errors, atMost: 1% }',
    { unable: 'there is no server' },
    'unknown: Could not be measured (there is no server)',
  ],
]

describe('a signal of a suite', () => {
  for (const [written, found, words] of TABLE)
    it(`${written}: ${words}`, () => assert.equal(says(written, found), words))

  it('is what everyone gets on every target, unless it says otherwise', () => {
    const read = parsed('{ name: errors, atMost: 1%, side: canary, targets: [api] }')
    assert.ok('binding' in read)
    assert.deepEqual(read.binding.environments.staging?.checks.it?.look.at, {
      signal: 'errors',
      side: 'canary',
      canaries: [],
      targets: ['api'],
      limit: { op: 'at-most', value: 0.01 },
      minSamples: 1,
    })
  })

  const REFUSED: readonly (readonly [string, string])[] = [
    ['{ name: errorz, atMost: 1% }', 'unbound: the environment has no signal errorz: did you mean errors?'],
    [
      '{ name: errors, atMost: 1%, targets: [shopp] }',
      'unbound: the environment has no target shopp: did you mean shop?',
    ],
    ['{ name: errors }', 'missing'],
    ['{ name: errors, atMost: 1%, below: 2% }', 'said more than once'],
    ['{ name: errors, atMost: 300ms }', 'wrong-unit: errors is a ratio: write per cent, such as 99.0%'],
    ['{ name: latency, atMost: 5% }', 'wrong-unit: latency is a duration: write a duration, such as 300ms'],
    ['{ name: errors, atMost: baseline+5% }', 'baseline is not known outside a change'],
    ['{ name: latency, atMost: slo }', 'the binding says no SLO of latency: add slo to latency'],
  ]
  for (const [written, words] of REFUSED)
    it(`${written} is refused: ${words}`, () => {
      const read = parsed(written)
      assert.ok('findings' in read)
      const said = read.findings
        .map(({ code, message, remedy }) => `${code}: ${message}: ${remedy}`)
        .join('; ')
      assert.ok(said.includes(words), said)
      assert.equal(read.findings.length, 1, said)
    })
})
