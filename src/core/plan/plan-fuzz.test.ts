import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { readDocument } from '../document/document.ts'
import { entriesOf, mapLeaves, without } from '../document/tree.ts'
import { PLAN, SEED_INPUTS } from './golden.testing.ts'
import { checkPlan, compilePlan } from './plan.ts'

/** `npm run check` looks at a share of what `npm test` does. */
const runs = (all: number) => Math.ceil(all * Number(process.env.FUZZ_SHARE ?? 1))

const read = readDocument(PLAN, 'p.yaml')
assert.ok('document' in read)
const ROOT = read.document.root
const PATHS = [...entriesOf(ROOT)].map(({ path }) => path).filter((path) => path.length > 0)

/** Whatever the text: findings with a place and a remedy, or a runbook; never a throw. */
function settles(text: string): void {
  for (const finding of checkPlan(text, 'p.yaml')) {
    assert.ok(finding.line >= 1 && finding.column >= 1, JSON.stringify(finding))
    assert.ok(finding.message !== '' && finding.remedy !== '' && finding.code !== '', JSON.stringify(finding))
  }
  const compiled = compilePlan(text, 'p.yaml', { inputs: SEED_INPUTS, pace: 3, binding: null })
  assert.ok('runbook' in compiled || compiled.findings.some(({ severity }) => severity === 'error'))
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
    '&a',
    '*a',
    '<<',
    '- ',
    '{',
    '[',
    '"',
    '\t',
  ),
  fc.constantFrom<unknown>(null, [], {}, -1, 0.1, 1e300, true, [[]], { action: 'x' }, { constructor: 1 }, [
    'wix',
  ]),
  fc.string(),
)

test('cut and spliced text never throws', () => {
  fc.assert(
    fc.property(
      fc.nat(PLAN.length),
      fc.nat(30),
      fc.oneof(nasty.map(String), fc.string({ unit: 'binary' })),
      (from, length, splice) => {
        settles(PLAN.slice(0, from) + splice + PLAN.slice(from + length))
      },
    ),
    { numRuns: runs(80) },
  )
})

test('changed structure never throws', () => {
  const change = fc.tuple(fc.constantFrom(...PATHS), fc.option(nasty, { nil: undefined }))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const cut = without(
        ROOT,
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
    fc.property(fc.oneof(nasty.map(String), fc.string({ unit: 'binary' })), (tag) => {
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
