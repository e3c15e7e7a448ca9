import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from '../plan.ts'
import type { Plan } from '../schema/plan.ts'
import { checkNotYet, NOT_YET, word } from './not-yet.ts'

const ROLLOUT = `rollout:
      targets: [api]
      stages: [{ weight: 5, hold: 5m, STAGE }, { weight: 100, hold: 5m }]
      gates: [{ signal: ok, atLeast: 99%, RULE }]
      guards: [{ signal: ok, below: 97%, for: 1m, GUARD }]
      ROLLOUT`
const HEAD = `plan: p
title: P
environment: staging
`

/** A plan that uses a word, by the words of its finding. One that has its meaning stays here: it is refused no more. */
const EXAMPLES: Readonly<Record<string, string>> = {
  owner: plan('owner: sre'),
  reviewers: plan('reviewers: [sre]'),
  reviewEvery: plan('reviewEvery: 90d'),
  change: plan(
    'change: { services: [api], impact: slow, duration: 1h, risks: [{ risk: it fails, likelihood: low, impact: low }], tickets: [T-1] }',
  ),
  '`type` of a change': plan('change: { type: zero-downtime }'),
  '`class` of a change': plan('change: { class: standard }'),
  '`tier` of a change': plan('change: { tier: low }'),
  '`changed` of a change': plan('change: { changed: v1..v2 }'),
  leads: plan('leads: { cutover: Leads the cutover }'),
  '`asked` in contacts': plan('contacts: { phone: asked }'),
  contacts: plan('contacts: { warRoom: "#room" }'),
  levels: plan('levels: [{ signal: ok, warn: 99% }]'),
  probes: `${HEAD}version: v1\nprobes: { live: { path: /health } }\nsteps: [{ deploy: api }]`,
  phases: `${HEAD}phases: [{ phase: { name: a }, steps: [{ flags: { a: 1 } }] }]`,
  'guards of the plan': plan('guards: [{ signal: ok, below: 97%, for: 1m }]'),
  verify: plan('rollback: { verify: { for: 5m, gates: [{ signal: ok, atLeast: 99% }] } }'),
  considerations: plan('rollback: { considerations: [users complain] }'),
  notices: plan('notices: [{ on: started, to: [team] }]'),
  followUps: plan('followUps: [{ on: succeeded, within: 1h, tasks: [look] }]'),
  adopt: step('adopt: [api]'),
  approve: step('{ approve: go, by: [cutover] }'),
  bake: step('bake: { for: 5m }'),
  capture: step('capture: { baseline: 1h }'),
  checklist: step('checklist: [look]'),
  '`lastWeek` of capture': step('capture: { baseline: 1h, lastWeek: [ok] }'),
  '`name` of capture': step('capture: { baseline: 1h, name: before }'),
  '`state` of capture': step('capture: { state: read-state }'),
  '`segments` of a rollout': rollout({ ROLLOUT: 'segments: { beta: 100% }' }),
  canary: rollout({ ROLLOUT: 'canary: { log: DEBUG }' }),
  'adopt: later': rollout({ ROLLOUT: 'adopt: later' }),
  '`gates` of a stage': rollout({ STAGE: 'gates: [{ signal: ok, atLeast: 98% }]' }),
  '`checklist` of a stage': rollout({ STAGE: 'checklist: [look]' }),
  '`when` of a stage': rollout({ STAGE: 'when: true' }),
  'a list of signals': gate('signal: [ok, fine], atLeast: 99%'),
  between: gate('signal: ok, between: [20%, 30%]'),
  worseThan: gate('signal: ok, worseThan: stable*2'),
  noWorseThan: gate('signal: ok, noWorseThan: stable*2'),
  confidence: gate('signal: ok, noWorseThan: stable*2, confidence: 95%'),
  inconclusive: rollout({ RULE: 'inconclusive: { after: 5m, then: pause }' }),
  each: rollout({ RULE: 'each: endpoint' }),
  tell: rollout({ GUARD: 'tell: [cutover]' }),
  ask: rollout({ GUARD: 'then: pause, ask: [cutover]' }),
  slos: gate('slos: all'),
  'incidents of a gate': gate('incidents: none'),
  'incidents of a verification': plan('rollback: { verify: { for: 5m, gates: [{ incidents: none }] } }'),
  'then: rollback-gradual': rollout({ GUARD: 'then: rollback-gradual' }),
  'the reference slo': gate('signal: ok, atLeast: slo'),
  'the reference baseline': gate('signal: ok, atLeast: baseline-5pp'),
  'the reference stable': gate('signal: ok, atLeast: stable'),
  'a text in accept': accept('it works'),
  group: accept('{ group: technical, items: [{ person: ada }] }'),
  required: accept('{ person: ada, required: false }'),
  attach: accept('{ person: ada, attach: true }'),
  'a signal in a checklist': accept('{ signal: ok, atLeast: 99% }'),
  'held: { slos }': accept('held: { slos: all, since: 100%, for: 2h }'),
  suite: accept('suite: smoke'),
  http: accept('{ http: api, path: / }'),
  journey: accept('journey: login'),
  evidence: accept('evidence: ci'),
  drill: accept('drill: { notOlderThan: 30d }'),
  'incidents of a line': accept('incidents: none'),
  told: accept('told: on-call'),
  'slos of a line': accept('slos: all'),
  'guards: quiet': accept('guards: quiet'),
  use: accept('use: tier'),
  '`suite` of a task': task('suite: full'),
  '`told` of a task': task('told: customers'),
}

test('every word that waits is refused once, with what to do instead', () => {
  for (const { says, remedy } of NOT_YET) {
    const found = refused(says)
    assert.equal(found.length, 1, `${says}: ${JSON.stringify(found)}`)
    assert.equal(found[0]?.remedy, remedy)
  }
})

test('a word that has its meaning is not refused', () => {
  const waiting = new Set(NOT_YET.map(({ says }) => says))
  for (const says of Object.keys(EXAMPLES)) if (!waiting.has(says)) assert.deepEqual(refused(says), [], says)
})

test('a word that is used often is refused at its first place, and the others are counted', () => {
  const waits = [word('rule', 'minSamples', 'leave it out')]
  const gate = { signal: 'ok', minSamples: 5 }
  const value = {
    plan: 'p',
    title: 'P',
    steps: [],
    guards: [gate, { signal: 'ok' }, gate],
  } as unknown as Plan
  assert.deepEqual(
    checkNotYet(value, [], waits).map(({ path, message }) => `${path.join('.')} ${message}`),
    ['guards.0.minSamples minSamples is not in this version of Cutwater (and 1 more place)'],
  )
})

function refused(says: string) {
  const text = EXAMPLES[says]
  assert.ok(text !== undefined, `write an example of ${says}`)
  return checkPlan(text, 'p.yaml').filter(
    ({ code, message }) =>
      code === 'not-in-this-version' && message.startsWith(`${says} is not in this version of Cutwater`),
  )
}

function plan(line: string): string {
  return `${HEAD}${line}\nsteps: [{ flags: { a: 1 } }]`
}

function step(text: string): string {
  return `${HEAD}steps:\n  - ${text}`
}

function rollout(parts: Readonly<Record<string, string>>): string {
  const text = ['STAGE', 'RULE', 'GUARD', 'ROLLOUT'].reduce(
    (all, part) => all.replace(parts[part] === undefined ? `, ${part}` : part, parts[part] ?? ''),
    ROLLOUT,
  )
  return step(text.replace(/\n\s*ROLLOUT$/, ''))
}

function gate(text: string): string {
  return step(
    ROLLOUT.replace('signal: ok, atLeast: 99%, RULE', text).replace(/, STAGE|, GUARD|\n\s*ROLLOUT$/g, ''),
  )
}

function accept(line: string): string {
  return `${HEAD}steps: [{ flags: { a: 1 } }]\naccept: [${line}]`
}

function task(text: string): string {
  return plan(`followUps: [{ on: succeeded, within: 1h, tasks: [{ ${text} }] }]`)
}
