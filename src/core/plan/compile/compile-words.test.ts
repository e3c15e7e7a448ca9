import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { shape } from '../../document/shape.ts'
import { type Plan, planSchema } from '../schema/plan.ts'
import type { Setting } from '../step/effect-kind.ts'
import { type Arranged, arrange, planTargets } from './arrange.ts'
import { compileApprove } from './compile-approve.ts'
import { compileBake } from './compile-bake.ts'
import { compileCapture } from './compile-capture.ts'
import { compileFacts } from './compile-facts.ts'
import { compileFollowUps } from './compile-follow-ups.ts'
import { compileGuards } from './compile-guards.ts'
import { compileLevels } from './compile-levels.ts'
import { compileChecklist } from './compile-lines.ts'
import { compileMode } from './compile-mode.ts'
import { boundOf } from './compile-rule.ts'

const MINUTE = 60_000
const HALF = (ms: number) => ms / 2

/** What the words of a plan come to, whether or not `check` still refuses them, at twice the pace. */
function compiled(text: string) {
  const { value, faults } = shape<Plan>(planSchema, parse(`plan: p\ntitle: P\nenvironment: staging\n${text}`))
  assert.deepEqual(faults, [])
  assert.ok(value !== null)
  const steps = arrange(value, true)
  const setting: Setting = {
    version: 'v2',
    targets: planTargets(steps),
    pace: HALF,
    binding: null,
    rollback: 'R',
  }
  return { plan: value, steps, setting }
}

/** The one step of a word, with the item as it is written. */
function only<W extends string>(steps: readonly Arranged[], word: W) {
  const found = steps.find(({ item }) => word in item)
  assert.ok(found !== undefined)
  return found as Arranged & { readonly item: Extract<Arranged['item'], Record<W, unknown>> }
}

test('a decision waits for all who are named, unless a quorum is written', () => {
  const { steps, ...whole } = compiled(`
leads: { a: A, b: B }
steps:
  - { approve: go-no-go, by: [a, b] }
  - { approve: again, by: [a, b], quorum: 1, timeLimit: 1h, onFailure: pause, title: Once more }`)
  const [first, second] = steps.map((step) => compileApprove(step, only([step], 'approve').item, whole))
  assert.deepEqual(first, {
    kind: 'approve',
    id: 'approve-go-no-go',
    title: 'Decide on go-no-go',
    after: [],
    decision: 'go-no-go',
    by: ['a', 'b'],
    quorum: 2,
    onFailure: 'rollback',
  })
  assert.deepEqual(second, {
    kind: 'approve',
    id: 'approve-again',
    title: 'Once more',
    after: ['approve-go-no-go'],
    decision: 'again',
    by: ['a', 'b'],
    quorum: 1,
    timeLimitMs: 30 * MINUTE,
    onFailure: 'pause',
  })
})

test('a bake watches the targets of the plan, with a gate for each signal of a list', () => {
  const whole = compiled(`
steps:
  - deploy: wix
  - bake: { for: 30m, every: 5m, gates: [{ signal: [a, b], atLeast: 99% }] }`)
  const { steps } = whole
  const step = compileBake(only(steps, 'bake'), only(steps, 'bake').item, whole)
  const { gates, ...rest } = step
  assert.deepEqual(rest, {
    kind: 'bake',
    id: 'bake',
    title: 'Watch for 30m',
    after: ['deploy-wix'],
    forMs: 15 * MINUTE,
    everyMs: 2.5 * MINUTE,
    targets: ['wix'],
  })
  assert.deepEqual(
    gates.map(({ id, signal }) => `${id} ${signal}`),
    ['a-at-least-0.99-over-hold a', 'b-at-least-0.99-over-hold b'],
  )
})

test('a capture measures what is compared with the baseline and not known otherwise', () => {
  const whole = compiled(`
guards:
  - { signal: d, above: baseline*2, for: 1m }
  - { signal: [c, a, b], above: baseline+10%, for: 1m }
  - { signal: e, above: recent*2, for: 1m }
steps:
  - deploy: wix
  - capture: { baseline: 1h, stated: { a: 85% }, lastWeek: [b], name: shop }`)
  const { item, ...base } = only(whole.steps, 'capture')
  assert.deepEqual(compileCapture(base, item, whole), {
    kind: 'capture',
    id: 'capture',
    title: 'Keep what is measured over 1h as the baseline',
    after: ['deploy-wix'],
    targets: ['wix'],
    signals: ['c', 'd'],
    spanMs: 30 * MINUTE,
    stated: { a: 0.85 },
    lastWeek: ['b'],
    name: 'shop',
  })
})

test('levels are one for each signal and span, and what is worse is the word of the binding, else of the plan', () => {
  const { plan, steps, setting } = compiled(`
levels:
  - { signal: [a, b], over: [5m, 24h], warn: 1%, critical: 5%, tell: [lead] }
  - { signal: c, warn: baseline-2%, critical: baseline-5% }
  - { signal: d, warn: 10 }
guards: [{ signal: d, below: 5, for: 1m }]
steps: [{ deploy: wix }]`)
  const levels = compileLevels(plan, steps, setting)
  assert.deepEqual(
    levels.map(({ id, worse, spanMs }) => [id, worse, spanMs / MINUTE]),
    [
      ['a-over-5m', 'higher', 2.5],
      ['a-over-1d', 'higher', 720],
      ['b-over-5m', 'higher', 2.5],
      ['b-over-1d', 'higher', 720],
      ['c-over-5m', 'lower', 2.5],
      ['d-over-5m', 'lower', 2.5],
    ],
  )
  assert.deepEqual(levels[0], {
    ...{
      id: 'a-over-5m',
      signal: 'a',
      spanMs: 2.5 * MINUTE,
      minSamples: 10,
      worse: 'higher',
      tell: ['lead'],
    },
    ...{ warn: { value: 0.01 }, critical: { value: 0.05 } },
  })
  const signals = { a: { source: 'gateway', kind: 'ratio', unit: 'ratio', direction: 'lower' } }
  const bound = { ...setting, binding: { signals } as never }
  assert.equal(compileLevels(plan, steps, bound)[0]?.worse, 'lower')
})

test('a mode has two switches, and says only what it switches', () => {
  const { steps, ...whole } = compiled(`
steps:
  - mode: { traffic: read-only, drain: 60s, banner: At work, targets: [b, a] }
  - mode: { banner: "" }`)
  const [first, second] = steps.map((step) => compileMode(step, only([step], 'mode').item, whole))
  assert.deepEqual(first, {
    kind: 'mode',
    id: 'mode-read-only',
    title: 'Switch to read-only, and show a banner',
    after: [],
    targets: ['a', 'b'],
    traffic: 'read-only',
    banner: 'At work',
    drainMs: 30_000,
    onFailure: 'rollback',
  })
  assert.deepEqual(second, {
    kind: 'mode',
    id: 'banner',
    title: 'Take the banner down',
    after: ['mode-read-only'],
    targets: ['a', 'b'],
    banner: '',
    onFailure: 'rollback',
  })
})

test('a line is named after what it says, is ticked by the lead of its phase, and may look at a signal', () => {
  const whole = compiled(`
leads: { cutover: Leads the cutover, other: Another }
phases:
  - phase: { name: ready, at: before, lead: cutover }
    steps:
      - deploy: wix
      - checklist:
          - The team is ready & at its place, all of it, everywhere and always
          - { title: Left out, when: false }
          - { person: other, attach: true, required: false }
          - { person: a passer-by }
          - { signal: queue-depth, below: 500 }
          - { action: backup, timeLimit: 30s }`)
  const { item, ...base } = only(whole.steps, 'checklist')
  const { items, ...rest } = compileChecklist(base, item, whole)
  assert.deepEqual(rest, {
    kind: 'checklist',
    id: 'checklist',
    title: 'Checklist of checklist',
    after: ['deploy-wix'],
  })
  const [text, person, stranger, signal, action] = items
  assert.deepEqual(text, {
    id: 'the-team-is-ready-at-its-place-all-of-it',
    title: 'The team is ready & at its place, all of it, everywhere and always',
    check: { check: 'person', who: 'Leads the cutover', lead: 'cutover' },
  })
  assert.deepEqual(person, {
    id: 'person',
    title: 'other',
    check: { check: 'person', who: 'Another', lead: 'other', attach: true },
    required: false,
  })
  assert.deepEqual(stranger?.check, { check: 'person', who: 'a passer-by' })
  assert.ok(signal?.check.check === 'rule')
  assert.deepEqual(signal.check.targets, ['wix'])
  assert.deepEqual(signal.check.rule.form, { form: 'over', span: 2.5 * MINUTE })
  assert.deepEqual(action?.check, {
    check: 'act',
    act: { act: 'action', name: 'backup', with: {} },
    timeLimitMs: 30_000,
  })
})

test('follow-ups are named after when they are owed, and rounds have an end', () => {
  const { plan } = compiled(`
leads: { sre: SRE }
steps: [{ flags: { a: 1 } }]
followUps:
  - { on: succeeded, within: 2h, tasks: [ Look, { title: Tell, owner: sre, id: tell } ] }
  - { on: rollback, every: 24h, for: 72h, tasks: [ Meet ] }`)
  assert.deepEqual(
    compileFollowUps(plan.followUps ?? [], [], {
      version: '',
      targets: [],
      binding: null,
      pace: HALF,
      rollback: '',
    }),
    [
      {
        id: 'succeeded-2h',
        on: 'succeeded',
        when: { due: 'within', withinMs: 60 * MINUTE },
        tasks: [
          { id: 'succeeded-2h-1', title: 'Look' },
          { id: 'tell', title: 'Tell', owner: 'sre' },
        ],
      },
      {
        id: 'rollback-every-1d',
        on: 'rollback',
        when: { due: 'every', everyMs: 12 * 60 * MINUTE, forMs: 36 * 60 * MINUTE },
        tasks: [{ id: 'rollback-every-1d-1', title: 'Meet' }],
      },
    ],
  )
})

test('guards of the plan say whom they tell and ask', () => {
  const { plan } = compiled(`
leads: { sre: SRE }
steps: [{ flags: { a: 1 } }]
guards: [{ signal: ok, below: 97%, for: 1m, then: pause, tell: [sre], ask: [sre] }]`)
  const [guard] = compileGuards(plan.guards ?? [], HALF)
  assert.deepEqual(guard, {
    kind: 'guard',
    id: 'ok-below-0.97-for-1m',
    signal: 'ok',
    bound: { op: 'below', value: 0.97 },
    form: { form: 'for', ms: 30_000, lookbackMs: 30_000 },
    minSamples: 10,
    noData: { afterMs: 2.5 * MINUTE, then: 'hold' },
    then: 'pause',
    tell: ['sre'],
    ask: ['sre'],
  })
})

const BOUNDS: readonly (readonly [written: string, compiled: object])[] = [
  ['atMost: slo*2', { op: 'at-most', of: 'slo', times: 2, plus: 0 }],
  ['atMost: baseline+10%', { op: 'at-most', of: 'baseline', times: 1.1, plus: 0 }],
  ['below: baseline-5%', { op: 'below', of: 'baseline', times: 0.95, plus: 0 }],
  ['atLeast: stable-5pp', { op: 'at-least', of: 'stable', times: 1, plus: -0.05 }],
  ['above: recent * 3', { op: 'above', of: 'recent', times: 3, plus: 0 }],
  ['atLeast: slo', { op: 'at-least', of: 'slo', times: 1, plus: 0 }],
  ['between: [20%, 30%]', { op: 'between', low: 0.2, high: 0.3 }],
  ['above: 300ms', { op: 'above', value: 300 }],
]
for (const [written, bound] of BOUNDS)
  test(`${written} is compiled`, () => {
    const { plan } = compiled(`steps: [{ flags: { a: 1 } }]\nguards: [{ signal: ok, ${written}, for: 1m }]`)
    const [guard] = plan.guards ?? []
    assert.ok(guard !== undefined)
    assert.deepEqual(boundOf(guard), bound)
  })

test('facts of a change are kept as they are written, its duration at the pace, and absent ones stay absent', () => {
  const { plan } = compiled(`
change:
  services: [api]
  impact: Read-only
  duration: 2h
  risks: [{ risk: It fails, likelihood: low, impact: high }]
  tickets: [T-1]
  links: [{ title: Dashboards, url: 'https://grafana.internal/d/edge?orgId=1' }]
steps: [{ flags: { a: true } }]`)
  assert.deepEqual(compileFacts(plan.change ?? {}, HALF), {
    services: ['api'],
    impact: 'Read-only',
    impactMs: 60 * MINUTE,
    risks: [{ risk: 'It fails', likelihood: 'low', impact: 'high' }],
    tickets: ['T-1'],
    links: [{ title: 'Dashboards', url: 'https://grafana.internal/d/edge?orgId=1' }],
  })
  assert.deepEqual(compileFacts({}, HALF), {})
})
