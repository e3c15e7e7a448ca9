import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { readDocument } from '../document/document.ts'
import { entriesOf, mapLeaves, without } from '../document/tree.ts'
import { runs } from '../drawn/runs.testing.ts'
import { anyText } from '../text/any-text.testing.ts'
import { PHASED } from './check/phased.testing.ts'
import { PLAN, SEED_INPUTS } from './golden.testing.ts'
import { checkPlan, compilePlan } from './plan.ts'
import { SKETCHES, sketch } from './sketches/sketches.testing.ts'

/** One plan that ships, and those that use the whole language, whether or not it has a meaning yet. */
const PLANS = [PLAN, PHASED, ...SKETCHES.map(sketch)]
const ROOTS = PLANS.map((text) => {
  const read = readDocument(text, 'p.yaml')
  assert.ok('document' in read)
  const { root } = read.document
  return { root, paths: entriesOf(root).flatMap(({ path }) => (path.length > 0 ? [path] : [])) }
})

/** Whatever the text: findings with a place and a remedy, or a runbook; never a throw. */
function settles(text: string): void {
  for (const finding of checkPlan(text, 'p.yaml')) {
    assert.ok(finding.line >= 1 && finding.column >= 1, JSON.stringify(finding))
    assert.ok(finding.message !== '' && finding.remedy !== '' && finding.code !== '', JSON.stringify(finding))
  }
  const compiled = compilePlan(text, 'p.yaml', { inputs: inputsOf(text), pace: 3, binding: null })
  assert.ok('runbook' in compiled || compiled.findings.some(({ severity }) => severity === 'error'))
}

/** What the plan asks for, so that it gets as far as it can. */
function inputsOf(text: string): Readonly<Record<string, string>> {
  if (text.includes('version_tag')) return SEED_INPUTS
  const given = {
    environment: 'staging',
    tag: 'v2',
    version: 'v2',
    task: 'reindex',
    start: '2027-03-01T10:00:00Z',
  }
  return Object.fromEntries(Object.entries(given).filter(([name]) => text.includes(`  ${name}: { type`)))
}

const nasty = fc.oneof(
  fc.constantFrom(
    '${{',
    '}}',
    '${{ inputs }}',
    '${{ steps.a.outputs.b }}',
    '${{ inputs.environment }}',
    '__proto__',
    '5m',
    'T',
    'T-5m',
    'T+400d',
    'before',
    'later',
    'baseline+10%',
    'recent*0',
    'stable-1e9pp',
    'slo',
    '&a',
    '*a',
    '<<',
    '- ',
    '{',
    '[',
    '"',
    '\t',
  ),
  fc.constantFrom<unknown>(
    null,
    [],
    {},
    -1,
    0.1,
    1e300,
    true,
    [[]],
    { action: 'x' },
    { constructor: 1 },
    ['wix'],
    { signal: ['a', 'a'], between: ['1%', '5ms'] },
    { adopt: ['wix'] },
    { phase: { name: 'a', at: 'T' }, steps: [] },
    { title: 'x', suite: 'y', signal: 'z' },
  ),
  fc.string(),
)

test('cut and spliced text never throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PLANS),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(30),
      fc.oneof(nasty.map(String), anyText),
      (plan, part, length, splice) => {
        const from = Math.floor(part * plan.length)
        settles(plan.slice(0, from) + splice + plan.slice(from + length))
      },
    ),
    { numRuns: runs(80) },
  )
})

test('changed structure never throws', () => {
  const changed = fc.constantFrom(...ROOTS).chain(({ root, paths }) => {
    const change = fc.tuple(fc.constantFrom(...paths), fc.option(nasty, { nil: undefined }))
    return fc.tuple(fc.constant(root), fc.array(change, { minLength: 1, maxLength: 4 }))
  })
  fc.assert(
    fc.property(changed, ([root, changes]) => {
      const cut = without(
        root,
        changes.filter(([, to]) => to === undefined).map(([path]) => path),
      ).root
      const changed = changes.reduce(
        (tree, [path, to]) => (to === undefined ? tree : put(tree, path, to)),
        cut,
      )
      settles(stringify(changed))
    }),
    { numRuns: runs(80) },
  )
})

test('whatever an operator gives, it stays a value: nothing else in the runbook moves', () => {
  fc.assert(
    fc.property(fc.oneof(nasty.map(String), anyText), (tag) => {
      const text = PLAN.replace("    pattern: '[A-Za-z0-9][A-Za-z0-9._-]*'\n", '')
      const at = (version_tag: string) =>
        compilePlan(text, 'p.yaml', { inputs: { ...SEED_INPUTS, version_tag }, pace: 1, binding: null })
      const [plain, odd] = [at('v2'), at(tag)]
      assert.ok('runbook' in plain)
      if (!('runbook' in odd)) return
      const back = mapLeaves(odd.runbook, (leaf, path) => (isVersion(path) ? 'v2' : leaf))
      assert.deepEqual(back, plain.runbook)
    }),
    { numRuns: runs(100) },
  )
})

const isVersion = (path: readonly (string | number)[]): boolean =>
  ['version', 'version_tag'].includes(String(path.at(-1)))

function put(tree: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return to
  if (typeof tree !== 'object' || tree === null) return tree
  const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string | number, unknown>
  copy[first] = put(copy[first], rest, to)
  return copy
}
