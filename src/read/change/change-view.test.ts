import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../core/change/state/change.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { gate, guard, rollout, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { CLOSED, LATCHED } from '../../core/traffic/desired.ts'
import { viewChange, viewLine } from './change-view.ts'
import {
  ANNA,
  deployed,
  deploying,
  holding,
  judged,
  open,
  opened,
  secondStage,
  seenAt,
  seenHolding,
  T0,
  type Told,
  targetRow,
} from './seen.testing.ts'

const concerns = (told: Told, at: number, over = {}) =>
  viewChange(seenAt(at, told, over)).concerns.map(({ concern }) => concern)

const iso = (seconds: number) => new Date(T0 + seconds * 1_000).toISOString()

test('a hold says what comes next, when, and under which condition', () => {
  const view = viewChange(seenHolding())
  assert.deepEqual(view.next, { sentence: '50 % when success-ratio holds', at: iso(630), unless: null })
  assert.deepEqual(view.rollouts[0]?.hold, {
    heldMs: 120_000,
    holdMs: 300_000,
    unseenMs: 0,
    endsAt: iso(630),
  })
  assert.deepEqual(
    view.rollouts[0]?.stages.map(({ state }) => state),
    ['done', 'holding', 'to-come', 'to-come'],
  )
  assert.deepEqual(view.concerns, [])
})

test('gates and guards come with their numbers, target by target', () => {
  const [gate, guard] = viewChange(seenHolding()).rollouts[0]?.rules ?? []
  assert.equal(gate?.wanted, 'at least 99.00 % over the hold')
  assert.equal(guard?.wanted, 'below 97.00 % for 1m')
  const [gamma, wix] = gate?.targets ?? []
  assert.deepEqual(
    [gamma?.target, gamma?.shown, gamma?.samples, gamma?.minSamples, gamma?.verdict, gamma?.watched],
    ['gamma', '99.91 %', 1_190, 50, 'no-worse', true],
  )
  assert.equal(wix?.seenUpTo, iso(448))
})

test('rules read by what their signal is, whatever it is called: as it was measured, else as it is bound', () => {
  const shapes: Readonly<Record<string, SignalShape>> = {
    'request-duration': { kind: 'distribution', unit: 'ms', direction: 'higher' },
    availability: { kind: 'ratio', unit: 'ratio', direction: 'lower' },
    saturation: { kind: 'gauge', unit: 'ratio', direction: 'higher' },
  }
  const rules = [
    { ...guard, id: 'slow', signal: 'request-duration', bound: { op: 'above', value: 300 } },
    { ...guard, id: 'full', signal: 'saturation', bound: { op: 'above', value: 0.8 } },
  ] as const
  const own = { ...rollout, gates: [{ ...gate, signal: 'availability' }], guards: rules }
  const sample = sampleRunbook()
  const steps = sample.steps.map((step) => (step.kind === 'rollout' ? own : step))
  const word = judged('guard', 'wix', 'no-worse', 182, 420, 24, 449)
  const evidence = { ...word.evidence, signal: 'request-duration', bound: rules[0].bound }
  const measured: SignalShape = { kind: 'distribution', unit: 's', direction: 'higher' }
  const view = (shape: SignalShape | null) => {
    const said = { ...word, rule: 'slow', evidence: shape === null ? evidence : { ...evidence, shape } }
    const over = { judged: [said], shapeOf: (signal: string) => shapes[signal] ?? null }
    const rules = viewChange(seenHolding({ ...over, runbook: { ...sample, steps } })).rollouts[0]?.rules ?? []
    return rules.map(({ signal, wanted, targets }) => [signal, wanted, targets[1]?.shown])
  }
  assert.deepEqual(view(null), [
    ['availability', 'at least 99.00 % over the hold', null],
    ['request-duration', 'above 300 ms for 1m', '182 ms'],
    ['saturation', 'above 80.00 % for 1m', null],
  ])
  assert.deepEqual(view(measured)[1], ['request-duration', 'above 0.3 s for 1m', '0.18 s'])
})

test('a silent rule is no data, whatever it said last, and is said before everything else', () => {
  const numbers = seenHolding().judged.map((one) =>
    one.target === 'wix' ? { ...one, watermark: T0 + 440_000 } : one,
  )
  const view = viewChange(seenHolding({ judged: numbers }))
  const wix = view.rollouts[0]?.rules[0]?.targets.find(({ target }) => target === 'wix')
  assert.deepEqual([wix?.verdict, wix?.silentSince], ['no-data', iso(440)])
  assert.deepEqual(
    view.concerns.map(({ sentence }) => sentence),
    ['No data for success-ratio on wix'],
  )
  // Its guard rolls back after five minutes of it; where a plan only holds, so does the sentence.
  assert.deepEqual(view.next, {
    sentence: 'It rolls back',
    at: iso(740),
    unless: 'there is data for success-ratio on wix again',
  })
  const patient = { ...rollout, guards: [{ ...guard, noData: { ...guard.noData, then: 'hold' as const } }] }
  const runbook = sampleRunbook({ steps: [patient] })
  assert.match(
    viewChange(seenHolding({ judged: numbers, runbook })).next.sentence,
    /until there is data for success-ratio on wix/,
  )
})

test('a verdict of an earlier hold is none of this one', () => {
  const old = [judged('gate', 'wix', 'no-worse', 1, 900, 26, 326)]
  const view = viewChange(seenHolding({ judged: old }))
  assert.equal(view.rollouts[0]?.rules[0]?.targets.find(({ target }) => target === 'wix')?.verdict, 'no-data')
})

test('observed above desired, unreachable and latched targets are concerns', () => {
  const strayed = targetRow('wix', open(500), { has: { generation: 3, stable: 'blue', split: open(2_500) } })
  assert.deepEqual(concerns(holding, 30, { targets: [strayed] }), ['strayed'])
  const gone = ['gamma', 'wix'].map((service) => targetRow(service, open(500), { because: 'connect ENOENT' }))
  assert.deepEqual(concerns(holding, 30, { targets: gone }), ['unreachable'])
  assert.deepEqual(concerns(opened, 1, { targets: [targetRow('wix', LATCHED)] }), ['latched'])
})

test('nothing of the traffic is known when nobody has answered', () => {
  const silent = targetRow('wix', open(500), { has: null, because: 'connect ENOENT' })
  const wix = viewChange(seenAt(30, deployed, { targets: [silent] })).rollouts[0]?.traffic.find(
    ({ target }) => target === 'wix',
  )?.now
  assert.deepEqual([wix?.desired, wix?.observed, wix?.settled], [500, null, false])
})

test('doubts, pauses, overruns and stuck changes name the command that helps', () => {
  const doubt: Told = [
    ...deploying,
    [9, { type: 'step-unknown', step: 'deploy-wix', attempt: 1, reason: 'killed', ask: 'person' }],
  ]
  const [concern] = viewChange(seenAt(10, doubt)).concerns
  assert.deepEqual([concern?.concern, concern?.since], ['in-doubt', iso(9)])
  assert.deepEqual(concern?.item, 'deploy-wix')
  assert.match(concern?.lines[0] ?? '', /cutwater settle CHG-2025-0007 deploy-wix --as/)
  assert.deepEqual(
    concerns(
      [...secondStage, [500, { type: 'window-overrun' }], [501, { type: 'paused', because: 'x' }]],
      502,
      { judged: seenHolding().judged.map((one) => ({ ...one, watermark: T0 + 501_000 })) },
    ),
    ['paused', 'overrun'],
  )
  assert.deepEqual(concerns(opened, 1, { stuck: { since: T0, errors: 5, because: 'a bug' } }), ['stuck'])
})

test('a pause stops the clock of the hold', () => {
  const { hold } =
    viewChange(seenAt(100, [...holding, [46, { type: 'paused', because: 'look' }, ANNA]])).rollouts[0] ?? {}
  assert.deepEqual(hold, { heldMs: 20_000, holdMs: 300_000, unseenMs: 0, endsAt: null })
})

test('the way back shows its cause, its numbers and each undo', () => {
  const { evidence } = judged('guard', 'wix', 'worse', 0.9312, 800, 24, 90)
  const told: Told = [
    ...holding,
    [
      90,
      {
        type: 'rollback-started',
        cause: { cause: 'guard', rule: 'success-guard', target: 'wix', evidence },
        gradual: false,
        latch: false,
        undo: ['rollout', 'deploy-gamma', 'deploy-wix'],
      },
    ],
    [91, { type: 'traffic-closed', targets: ['gamma', 'wix'] }],
    [91, { type: 'undo-done', step: 'rollout', evidence: 'closed' }],
    [92, { type: 'undo-failed', step: 'deploy-gamma', attempt: 2, reason: 'exit 1', final: true }],
  ]
  const view = viewChange(seenAt(93, told, { targets: [targetRow('wix', CLOSED)] }))
  assert.match(view.rollback?.evidence ?? '', /93.12 % of 800 samples/)
  assert.deepEqual(
    view.rollback?.undo.map(({ status }) => status),
    ['done', 'failed', 'waiting'],
  )
  assert.deepEqual(
    view.rollouts[0]?.stages.map(({ state }) => state),
    ['left', 'to-come', 'to-come', 'to-come'],
  )
  assert.deepEqual(
    view.concerns.map(({ concern }) => concern),
    ['failed'],
  )
})

test('a line of the list says in a few words what each change is doing', () => {
  const line = (told: Told) => viewLine(seenAt(0, told)).doing
  assert.equal(line(deploying), 'Deploy wix, Deploy gamma')
  assert.equal(line(secondStage), 'canary at 25 %')
  assert.equal(line([...opened, [1, { type: 'cancelled', because: 'not now' }]]), 'not now')
  const statuses: Status[] = [[], opened.slice(0, 1), opened.slice(0, 2), opened].map(
    (told) => seenAt(0, told).change.status,
  )
  assert.deepEqual(statuses, ['draft', 'requested', 'scheduled', 'running'])
})

test('after success a line says how many checks passed, and nothing where the plan has none', () => {
  const told: Told = [...opened, [1, { type: 'window-closed' }], [1, { type: 'succeeded' }]]
  const doing = (over: Partial<Runbook>) =>
    viewLine(seenAt(2, told, { runbook: sampleRunbook({ steps: [], ...over }) })).doing
  assert.equal(doing({ accept: [] }), '')
  assert.match(doing({}), /^0 of \d checks passed$/)
})

test('whether it is safe is said in one sentence; too few samples and silence are never safe', () => {
  const safety = (seen: ReturnType<typeof seenHolding>) => viewChange(seen).safety
  const withWix = (over: object, numbers = {}) =>
    seenHolding().judged.map((one) =>
      one.target === 'wix' ? { ...one, ...over, evidence: { ...one.evidence, ...numbers } } : one,
    )
  assert.deepEqual(safety(seenHolding()), {
    level: 'safe',
    sentence: 'Nothing speaks against the canary; it has 25 % of the users',
  })
  const few = withWix({ verdict: 'inconclusive' }, { samples: 12 })
  assert.deepEqual(safety(seenHolding({ judged: few })), {
    level: 'unsure',
    sentence: 'Too early to tell: wix has 12 of 50 samples',
  })
  const mute = safety(seenHolding({ judged: withWix({ watermark: T0 + 440_000 }) }))
  assert.deepEqual([mute.level, mute.sentence.startsWith('Unknown')], ['unsure', true])
  const bad = safety(seenHolding({ judged: withWix({ verdict: 'worse' }, { value: 0.9512 }) }))
  assert.equal(bad.level, 'danger')
  assert.match(bad.sentence, /success-ratio is 95\.12 % on wix/)
})

test('what is left to a person after success is offered while it is open, and said to be over then', () => {
  const only = sampleRunbook({ steps: [], accept: sampleRunbook().accept.filter(({ id }) => id === 'ada') })
  const told: Told = [
    ...opened,
    [1, { type: 'window-closed' }],
    [1, { type: 'acceptance-left-to-person', item: 'ada', who: 'a designer' }],
    [1, { type: 'succeeded' }],
  ]
  const week = 7 * 24 * 3_600
  const [open, over] = [week, week + 1].map((at) => viewChange(seenAt(at, told, { runbook: only })))
  assert.match(
    open?.concerns[0]?.sentence ?? '',
    /^Left to a designer: ADA checks \(until 2025-10-14T02:00:01/,
  )
  assert.deepEqual(open?.concerns[0]?.lines, [
    'cutwater settle CHG-2025-0007 ada --as done|failed --because "..."',
  ])
  assert.deepEqual(
    open?.possible.flatMap(({ command, send, answer }) => (command === 'settle' ? [[send.as, answer]] : [])),
    [
      ['done', 'would-do'],
      ['failed', 'would-do'],
    ],
  )
  assert.match(over?.concerns[0]?.sentence ?? '', /; nobody settled it until 2025-10-14T02:00:01/)
  assert.deepEqual(over?.concerns[0]?.lines, [])
  assert.ok(!over?.possible.some(({ command }) => command === 'settle'))
})
