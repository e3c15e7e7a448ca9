import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import { hashRunbook } from '../../runbook/hash.ts'
import { checkPlan, compilePlan } from '../plan.ts'

const BINDING = `lists:
  before:
    - The team is there
    - { title: Backups, suite: backups }
    - { http: shop, required: false }
  short: [The team is there, { title: Backups, suite: backups }]
  broken: [{ suite: backup }, { action: a, attach: true }]
environments:
  staging:
    checks: { dump: { file: { path: a.sql } } }
    suites: { backups: { checks: [dump] } }
    services: { shop: { url: 'http://127.0.0.1:1' } }
`
const HEAD = `plan: p
title: P
environment: staging
inputs: { all: { type: boolean, default: true } }
`
const inStep = (
  line: string,
) => `${HEAD}steps: [{ checklist: [Ready, ${line}, { when: "\${{ inputs.all }}", title: Last }] }]
`
const inAccept = (line: string) =>
  `${HEAD}steps: [{ checklist: [{ when: "\${{ inputs.all }}", title: Ready }] }]\naccept: [${line}]\n`

function bound(text = BINDING) {
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

function runbookOf(text: string, binding = bound()) {
  const compiled = compilePlan(text, 'p.yaml', { inputs: {}, pace: 1, binding })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return compiled.runbook
}

const found = (text: string, binding: ReturnType<typeof bound> | null = bound()) =>
  checkPlan(text, 'p.yaml', binding).map(
    ({ line, column, code, message, remedy }) => `${line}:${column} ${code} ${message}: ${remedy}`,
  )

describe('a list that plans share', () => {
  it('stands in the place of its name, and its lines keep their own words', () => {
    const [step] = runbookOf(inStep('{ use: before, title: Before, required: false }')).steps
    assert.ok(step?.kind === 'checklist')
    assert.deepEqual(
      step.items.map(({ id, title, required }) => [id, title, required ?? true]),
      [
        ['ready', 'Ready', true],
        ['the-team-is-there', 'Before: The team is there', false],
        ['suite-backups', 'Before: Backups', false],
        ['http-shop', 'Before: shop answers at /', false],
        ['last', 'Last', true],
      ],
    )
  })

  it('is left out as a whole where its `when` says so', () => {
    const text = inStep('{ use: before, when: "${{ !inputs.all }}" }')
    const [step] = runbookOf(text).steps
    assert.ok(step?.kind === 'checklist')
    assert.deepEqual(
      step.items.map(({ id }) => id),
      ['ready', 'last'],
    )
  })

  it('is in the hash: another list of the same name is another runbook', () => {
    const text = inStep('{ use: before }')
    const other = bound(BINDING.replace('The team is there', 'Everybody is there'))
    assert.notEqual(hashRunbook(runbookOf(text)), hashRunbook(runbookOf(text, other)))
    assert.equal(hashRunbook(runbookOf(text)), hashRunbook(runbookOf(text)))
  })

  it('may be used in accept, also in a group', () => {
    const { accept } = runbookOf(
      inAccept('{ group: technical, items: [{ use: short }, { suite: backups }] }'),
    )
    assert.deepEqual(
      accept.map(({ id, title }) => [id, title]),
      [
        ['the-team-is-there', 'technical: The team is there'],
        ['suite-backups', 'technical: Backups'],
        ['suite-backups-2', 'technical: Checks of backups'],
      ],
    )
  })

  it('is known by its name, and what is wrong in it is said where it is used', () => {
    assert.deepEqual(found(inStep('{ use: before }')), [])
    assert.deepEqual(found(inStep('{ use: before }'), null), [])
    assert.match(
      found(inStep('{ use: befor }'))[0] ?? '',
      /^5:37 unbound the binding has no list befor: .*before/,
    )
    assert.match(found(inStep('{ use: before, id: x }'))[0] ?? '', /unknown-key `id` does not go with use/)
    const broken = found(inStep('{ use: broken }'))
    assert.deepEqual(
      broken.map((one) => one.slice(0, 60)),
      [
        '5:37 unbound the list broken: the binding of staging has no ',
        '5:37 unbound the list broken: the binding of staging has no ',
        '5:37 unknown-key the list broken: nobody ticks this line: re',
      ],
    )
    // What stands behind it is found in its own place.
    assert.match(found(inStep('{ use: before }, { suite: backup }'))[0] ?? '', /^5:5\d unbound the binding/)
    assert.match(
      found(inAccept('{ group: a, items: [{ use: short }, { suite: backup }] }'))[0] ?? '',
      /^6:\d+ unbound the binding of staging has no suite backup/,
    )
  })

  it('has to be known when the plan is to run', () => {
    const compiled = compilePlan(inStep('{ use: before }'), 'p.yaml', { inputs: {}, pace: 1, binding: null })
    assert.ok('findings' in compiled)
    assert.match(compiled.findings[0]?.remedy ?? '', /--binding cutwater.yaml/)
  })

  it('cannot grow beyond what one list may have', () => {
    const many = BINDING.replace(
      '- The team is there',
      Array.from({ length: 200 }, (_, i) => `- Line ${i}`).join('\n    '),
    )
    assert.match(
      found(inStep('{ use: before }, { use: before }'), bound(many)).join(),
      /too-large with its lists it has 406 lines, at most 300/,
    )
  })

  it('holds neither another list nor an expression', () => {
    for (const [line, words] of [
      ['{ use: broken }', 'a list holds no other list'],
      ['"${{ inputs.all }}"', 'a list knows no inputs of a plan'],
      ['{ suite: backups, when: sometimes }', 'yes or no'],
    ] as const) {
      const parsed = parseBinding(BINDING.replace('The team is there', line), 'cutwater.yaml')
      assert.ok('findings' in parsed)
      assert.ok(words === 'yes or no' || parsed.findings[0]?.message === words, JSON.stringify(parsed))
      assert.equal(parsed.findings[0]?.line, 3)
    }
  })
})
