import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'

const PLAN = `plan: cutover
title: Cutover
environment: staging
leads: { cutover: Leads the cutover, qa: Leads the tests }
steps:
  - checklist:
      - The team is ready
      - { title: Backup, action: backup, timeLimit: 30s }
      - { title: Proof, person: qa, attach: true }
      - { title: Cake, person: the baker, required: false }
      - { title: Quiet, signal: errors, atMost: 1%, over: 2m }
    id: ready
  - { approve: go-no-go, by: [cutover, qa], quorum: 1, timeLimit: 1h, onFailure: pause, id: go }
  - rollout:
      targets: [api]
      stages: [{ weight: 5%, hold: 5m, checklist: [Looks well] }, { weight: 100%, hold: 5m }]
      guards: [{ signal: errors, above: 5%, for: 1m }]
accept: [It works, { signal: errors, atMost: 1% }]
`
const people = { leads: { cutover: 'ada', qa: 'ben' }, contacts: {} }
const compiled = (text: string, pace = 1) => {
  const read = compilePlan(text, 'p.yaml', { inputs: {}, pace, binding: null, people })
  assert.ok('runbook' in read, JSON.stringify(read))
  return read.runbook
}

test('a checklist is its lines, each with its check and who ticks it', () => {
  const [ready] = compiled(PLAN).steps
  assert.ok(ready?.kind === 'checklist')
  assert.deepEqual(
    ready.items.map(({ id, title, required = true, check }) => [id, title, required, check.check]),
    [
      ['the-team-is-ready', 'The team is ready', true, 'person'],
      ['action-backup', 'Backup', true, 'act'],
      ['person', 'Proof', true, 'person'],
      ['person-2', 'Cake', false, 'person'],
      ['signal-errors', 'Quiet', true, 'rule'],
    ],
  )
  const [text, , proof, cake, quiet] = ready.items.map(({ check }) => check)
  assert.deepEqual(text, { check: 'person', who: 'a person' })
  assert.deepEqual(proof, { check: 'person', who: 'Leads the tests', lead: 'qa', attach: true })
  assert.deepEqual(cake, { check: 'person', who: 'the baker' })
  assert.ok(quiet?.check === 'rule')
  assert.deepEqual([quiet.targets, quiet.rule.form], [['api'], { form: 'over', span: 120_000 }])
})

test('a text is ticked by the lead of its phase', () => {
  const phased = PLAN.replace(/steps:\n([\s\S]*)accept:/, (_, steps: string) => {
    const inner = steps.replace(/^/gm, '    ').trimEnd()
    return `phases:\n  - phase: { name: cutover, at: T, lead: cutover }\n    steps:\n${inner}\naccept:`
  })
  const [ready, , rollout] = compiled(phased).steps
  assert.ok(ready?.kind === 'checklist' && rollout?.kind === 'rollout')
  const by = { check: 'person', who: 'Leads the cutover', lead: 'cutover' }
  assert.deepEqual(ready.items[0]?.check, by)
  assert.deepEqual(rollout.stages[0]?.checklist?.[0]?.check, by)
  assert.equal(rollout.stages[1]?.checklist, undefined)
})

test('a decision has its people, how many of them, and how long', () => {
  const [, go] = compiled(PLAN, 60).steps
  assert.ok(go?.kind === 'approve')
  const { decision, by, quorum, timeLimitMs, onFailure, after } = go
  assert.deepEqual(
    [decision, by, quorum, timeLimitMs, onFailure, after],
    ['go-no-go', ['cutover', 'qa'], 1, 60_000, 'pause', ['ready']],
  )
  const all = compiled(PLAN.replace(', quorum: 1, timeLimit: 1h, onFailure: pause', '')).steps[1]
  assert.ok(all?.kind === 'approve')
  assert.deepEqual([all.quorum, all.timeLimitMs, all.onFailure], [2, undefined, 'rollback'])
})

test('in accept a text and a rule mean the same, and nothing of it blocks or takes a file', () => {
  const { accept } = compiled(PLAN)
  assert.deepEqual(
    accept.map(({ check }) => check.check),
    ['person', 'rule'],
  )
  for (const line of ['{ person: ada, required: false }', '{ person: ada, attach: true }']) {
    const found = checkPlan(PLAN.replace('accept: [It works', `accept: [${line}`), 'p.yaml', null)
    assert.match(JSON.stringify(found), /unknown-key/, line)
  }
})
