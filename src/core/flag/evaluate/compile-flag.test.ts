import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlagdCore } from '@openfeature/flagd-core'
import fc from 'fast-check'
import type { Desired } from '../../traffic/desired.ts'
import { route } from '../../traffic/route.ts'
import { checkDefinition } from '../check/check-definition.ts'
import type { FlagContent, FlagDefinition, Json } from '../definition/definition.ts'
import type { Context } from '../rule/rule.ts'
import { compileFlag } from './compile-flag.ts'
import { generatedContext, generatedDefinition } from './generated.testing.ts'

const NOW = 1_763_732_000_000

/** What both say, in the words of flagd-core, which calls a split a match as well. */
function ours(content: FlagContent, context: Context, key = 'flag') {
  const said = compileFlag(key, content)(context, NOW, null)
  if (said.outcome === 'error') return { errorCode: said.errorCode }
  const reason = said.reason === 'SPLIT' ? 'TARGETING_MATCH' : said.reason
  return said.outcome === 'value' ? { value: said.value, variant: said.variant, reason } : { reason }
}

const silent = { error() {}, warn() {}, info() {}, debug() {} }

function flagdCore(definition: FlagDefinition, key = 'flag') {
  const core = new FlagdCore(undefined, silent)
  core.setConfigurations(JSON.stringify({ flags: { [key]: definition } }))
  return (context: Context) => {
    const flag = core.getFlag(key)
    if (flag?.state === 'DISABLED') return { reason: 'DISABLED' }
    const said = flag?.evaluate(context as never, silent)
    if (said === undefined) return { errorCode: 'FLAG_NOT_FOUND' }
    if (said.errorCode !== undefined) return { errorCode: said.errorCode }
    const { value, variant, reason } = said
    return value === undefined ? { reason } : { value, variant, reason }
  }
}

test('answers as flagd-core does, whatever the definition and the context', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW })
  fc.assert(
    fc.property(
      generatedDefinition,
      fc.array(generatedContext, { minLength: 4, maxLength: 4 }),
      (definition, contexts) => {
        assert.deepEqual(checkDefinition(definition), { definition })
        const theirs = flagdCore(definition)
        for (const context of contexts) assert.deepEqual(ours(definition, context), theirs(context))
      },
    ),
    { numRuns: Number(process.env.FLAG_RUNS ?? 120) },
  )
})

const targeting = (rule: Json, more: Partial<FlagDefinition> = {}): FlagDefinition => ({
  state: 'ENABLED',
  variants: { lower: 'lower', upper: 'upper', fallback: 'fallback' },
  defaultVariant: 'fallback',
  targeting: rule,
  ...more,
})
/** What may be written out where a number is wanted. */
const operand = fc.oneof(
  fc.constantFrom<Json>(3, -2, 0.5, '3', ' 4 ', '1e3', '0x10', '', 'x', '1,5', true, false, null, []),
  fc.constantFrom<Json>({ var: 'n' }, { var: 'text' }, { var: 'flag' }, { var: 'missing' }),
)
const calculation = fc
  .tuple(fc.constantFrom('+', '-', '*', '/', '%', 'max', 'min'), operand, operand)
  .map(([name, a, b]): Json => ({ [name]: [a, b] }))
/** Of one operand without a list: an empty list has none. */
const cast = fc
  .tuple(
    fc.constantFrom('+', '-'),
    operand.filter((one) => !Array.isArray(one)),
  )
  .map(([name, a]): Json => ({ [name]: a }))

test('casts as flagd-core does, and what the check refuses flagd-core cannot answer either', () => {
  fc.assert(
    fc.property(fc.oneof(calculation, cast), fc.integer({ min: -4, max: 8 }), (rule, sought) => {
      const definition = targeting({ if: [{ '<': [rule, sought] }, 'lower', 'upper'] })
      const context = { n: 5, text: '7', flag: true }
      const theirs = flagdCore(definition)(context)
      if ('definition' in checkDefinition(definition)) {
        const said = ours(definition, context)
        if ('errorCode' in theirs) assert.ok('errorCode' in said)
        else assert.deepEqual(said, theirs)
      } else assert.ok('errorCode' in theirs, `${JSON.stringify(rule)} has an answer`)
    }),
    { numRuns: 600 },
  )
})

const halves = { fractional: [{ var: 'targetingKey' }, ['lower', 50], ['upper', 50]] }

test('a share ends exactly where flagd ends it', () => {
  // Keys whose hashes stand at the edges of 32 bits; published with flagd's own conformance tests.
  const evaluate = compileFlag('fractional-hash-edge-flag', targeting(halves))
  for (const [targetingKey, variant] of [
    ['ejOoVL', 'lower'],
    ['bY9fO-', 'lower'],
    ['SI7p-', 'lower'],
    ['6LvT0', 'upper'],
    ['ceQdGm', 'upper'],
  ] as const) {
    const said = evaluate({ targetingKey }, NOW, null)
    assert.deepEqual(
      [said.outcome === 'value' && said.variant, 'reason' in said && said.reason],
      [variant, 'SPLIT'],
    )
  }
  const finest = targeting({
    fractional: [
      ['lower', 1],
      ['upper', 2_147_483_646],
    ],
  })
  const theirs = flagdCore(finest)
  for (let i = 0; i < 300; i++)
    assert.deepEqual(ours(finest, { targetingKey: `u${i}` }), theirs({ targetingKey: `u${i}` }))
})

test('differs from flagd-core where docs/decisions/0013 says so', () => {
  const differences: readonly (readonly [Json, Context, string, string])[] = [
    // Comparisons never fail.
    [{ if: [{ '==': [{ var: 'x' }, 5] }, 'lower', 'upper'] }, { x: 'abc' }, 'upper', 'GENERAL'],
    [{ if: [{ '<': [{ var: 'x' }, 5] }, 'lower', 'upper'] }, { x: [1] }, 'upper', 'GENERAL'],
    [{ if: [{ '==': [{ var: 'x' }, 0] }, 'lower', 'upper'] }, {}, 'upper', 'lower'],
    // What is missing is joined as nothing, and fulfils nothing.
    [{ if: [{ '===': [{ cat: ['a', { var: 'x' }] }, 'a'] }, 'lower', 'upper'] }, {}, 'lower', 'upper'],
    [{ if: [{ all: [{ var: 'x' }, { '==': [{ var: '' }, 1] }] }, 'lower', 'upper'] }, {}, 'upper', 'lower'],
    // The custom operators work on the items of lists.
    [
      { if: [{ some: [{ var: 'x' }, { ends_with: [{ var: '' }, 'z'] }] }, 'lower', 'upper'] },
      { x: ['az'] },
      'lower',
      'GENERAL',
    ],
    // Only the chosen variant of a split is worked out.
    [
      {
        fractional: [
          ['lower', 1],
          [{ substr: [{ var: 'x' }, 1] }, 0],
        ],
      },
      { targetingKey: 'u' },
      'lower',
      'GENERAL',
    ],
  ]
  const said = (answer: object) =>
    'errorCode' in answer ? answer.errorCode : 'variant' in answer && answer.variant
  for (const [rule, context, us, them] of differences) {
    assert.equal(said(ours(targeting(rule), context)), us, JSON.stringify(rule))
    assert.equal(said(flagdCore(targeting(rule))(context)), them, JSON.stringify(rule))
  }
  // Keys beyond ASCII are hashed as UTF-8, as the flagd daemon does; flagd-core for JavaScript hashes UTF-16.
  for (const [targetingKey, us, them] of [
    ['日本', 'upper', 'lower'],
    ['naïve', 'lower', 'upper'],
  ] as const) {
    assert.equal(said(ours(targeting(halves), { targetingKey })), us)
    assert.equal(said(flagdCore(targeting(halves))({ targetingKey })), them)
  }
})

test('the canary percentage of a flag is that of traffic, for every subject', () => {
  const rule = { if: [{ '==': [{ var: '$cutwater.slot' }, 'canary'] }, 'upper', 'lower'] }
  const evaluate = compileFlag('checkout', targeting(rule))
  const segments = [
    { name: 'internal', weight: 10_000 },
    { name: 'beta', weight: 5_000 },
  ]
  const split = {
    mode: 'open',
    weight: 500,
    cohort: 'CHG-2026-0001',
    segments,
    headerOverride: true,
  } as const
  const desired: Desired = { generation: 7, stable: 'blue', split }
  let canaries = 0
  for (let i = 0; i < 20_000; i++) {
    const subject = `user-${i}`
    const segment = i % 10 === 0 ? 'beta' : i % 101 === 0 ? 'internal' : null
    const { slot } = route(desired, { subject, segment, headerVersion: null })
    const context = segment === null ? { targetingKey: subject } : { targetingKey: subject, segment }
    const said = evaluate(context, NOW, desired)
    assert.equal(said.outcome === 'value' && said.variant, slot === 'canary' ? 'upper' : 'lower')
    assert.equal('reason' in said && said.reason, 'SPLIT')
    if (slot === 'canary') canaries++
  }
  assert.ok(canaries > 1_500 && canaries < 2_500, `${canaries} of 20,000`)
  const closed: Desired = { generation: 8, stable: 'blue', split: { mode: 'closed', latched: true } }
  assert.deepEqual(
    evaluate({ targetingKey: 'user-1', segment: 'internal' }, NOW, closed),
    evaluate({ targetingKey: 'x' }, NOW, null),
  )
  const nobody = evaluate({}, NOW, desired)
  assert.equal(nobody.outcome === 'error' && nobody.errorCode, 'TARGETING_KEY_MISSING')
})

test('says what a flag without targeting, default or state has to say', () => {
  const plain = { state: 'ENABLED', variants: { on: true, off: false } } as const
  assert.deepEqual(ours(true, {}), { value: true, variant: 'value', reason: 'STATIC' })
  assert.deepEqual(ours({ ...plain, defaultVariant: 'on' }, {}), {
    value: true,
    variant: 'on',
    reason: 'STATIC',
  })
  assert.deepEqual(ours({ ...plain, defaultVariant: null }, {}), { reason: 'DEFAULT' })
  assert.deepEqual(ours({ ...plain, state: 'DISABLED', defaultVariant: 'on' }, {}), { reason: 'DISABLED' })
  assert.deepEqual(ours(targeting({ var: 'which' }), { which: 'none' }), { errorCode: 'GENERAL' })
  assert.deepEqual(
    ours(
      targeting(
        { $ref: 'late' },
        { $evaluators: { late: { if: [{ '>': [{ var: '$flagd.timestamp' }, NOW / 1000 - 1] }, 'upper'] } } },
      ),
      {},
    ),
    { value: 'upper', variant: 'upper', reason: 'TARGETING_MATCH' },
  )
  const endless = targeting({ if: [{ some: [{ var: 'x' }, { some: [{ var: 'y' }, false] }] }, 'upper'] })
  assert.deepEqual(ours(endless, { x: Array(30_000).fill({ y: [1] }) }), { errorCode: 'GENERAL' })
})
