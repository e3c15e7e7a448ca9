import type { Actor } from '../../core/access/actor.ts'
import { ENGINE } from '../../core/access/actor.ts'
import type { ChangeEvent, EventBody } from '../../core/change/events/event.ts'
import { drafted } from '../../core/change/evolve/draft.ts'
import { replay } from '../../core/change/evolve/evolve.ts'
import type { Judged, Verdict } from '../../core/judge/verdict.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { gate, guard, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { CLOSED, type Desired, type Split } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { Seen } from '../progress/seen.ts'
import type { Versions } from '../records/target-versions.ts'

/** Changes as they are at certain moments, for the tests of what people are shown. */
export const ANNA: Actor = { kind: 'person', name: 'anna' }
export const T0 = Date.parse('2025-10-07T02:00:00Z')
const SECOND = 1_000

export type Told = readonly (readonly [seconds: number, body: EventBody, by?: Actor])[]

export function eventsOf(told: Told, runbook: Runbook = sampleRunbook()): readonly ChangeEvent[] {
  return [
    drafted('CHG-2025-0007', runbook, ANNA, T0),
    ...told.map(([seconds, body, by = ENGINE]): ChangeEvent => ({ at: T0 + seconds * SECOND, by, ...body })),
  ]
}

export const opened: Told = [
  [0, { type: 'requested', needed: 0 }, ANNA],
  [0, { type: 'scheduled', start: null, end: null }],
  [0, { type: 'window-opened', endsAt: T0 + 2_700 * SECOND, lateMs: 0 }],
]
export const deploying: Told = [
  ...opened,
  ...(['wix', 'gamma'] as const).map(
    (target) =>
      [
        0,
        {
          type: 'step-started',
          step: `deploy-${target}`,
          attempt: 1,
          act: { act: 'deploy', target, version: 'v2.0.0' },
        },
      ] as const,
  ),
]
export const deployed: Told = [
  ...deploying,
  [20, { type: 'step-done', step: 'deploy-wix', outputs: {}, evidence: 'ok' }],
  [24, { type: 'step-done', step: 'deploy-gamma', outputs: {}, evidence: 'ok' }],
  [24, { type: 'stage-entered', step: 'rollout', stage: 0, weight: 500, targets: ['gamma', 'wix'] }],
]
export const holding: Told = [...deployed, [26, { type: 'hold-started', step: 'rollout', stage: 0 }]]
export const secondStage: Told = [
  ...holding,
  [326, { type: 'stage-passed', step: 'rollout', stage: 0, gates: [] }],
  [326, { type: 'stage-entered', step: 'rollout', stage: 1, weight: 2_500, targets: ['gamma', 'wix'] }],
  [330, { type: 'hold-started', step: 'rollout', stage: 1 }],
]

export function targetRow(
  service: string,
  split: Split,
  over: { has?: Desired | null; because?: string | null } = {},
): TargetRow {
  const desired: Desired = { generation: 4, stable: 'blue', split }
  const { has = desired, because = null } = over
  return {
    name: `staging/${service}`,
    desired,
    owner: 'CHG-2025-0007',
    conflict: null,
    swappedUnder: null,
    modeSet: null,
    dismissed: [],
    proxies: [{ instance: 'run/gateway.sock', has, seenAt: T0, because, writes: null }],
  }
}

export const open = (weight: number): Split => ({
  mode: 'open',
  weight,
  cohort: 'CHG-2025-0007',
  segments: [],
  headerOverride: false,
})

export function judged(
  rule: 'gate' | 'guard',
  target: string,
  verdict: Verdict,
  value: number | null,
  samples: number,
  from: number,
  to: number,
): Judged {
  const { id, signal, bound, minSamples } = rule === 'gate' ? gate : guard
  const evidence = {
    signal,
    bound,
    value,
    samples,
    minSamples,
    from: T0 + from * SECOND,
    to: T0 + to * SECOND,
    stable: null,
    sharedIncident: false,
  }
  return {
    step: 'rollout',
    rule: id,
    target,
    verdict,
    from: evidence.from,
    watermark: evidence.to,
    measuredUntil: evidence.to,
    intervalMs: 1_000,
    evidence,
  }
}

const SHAPES: Readonly<Record<string, SignalShape>> = {
  'success-ratio': { kind: 'ratio', unit: 'ratio', direction: 'lower' },
}

const VERSIONS: Versions = { stable: 'v1.9.0', canary: 'v2.0.0' }

/** Everything well at `at` seconds: what it would be if all went as planned. */
export function seenAt(at: number, told: Told, over: Partial<Seen> & { runbook?: Runbook } = {}): Seen {
  const { runbook, ...rest } = over
  const change = replay(eventsOf(told, runbook))
  const targets = ['gamma', 'wix'].map((service) => targetRow(service, CLOSED))
  const shapeOf = (signal: string): SignalShape | null => SHAPES[signal] ?? null
  const versions = { gamma: VERSIONS, wix: VERSIONS }
  const nothing = {
    stuck: null,
    judged: [],
    heldFlags: [],
    takeover: 0,
    effects: [],
    revert: null,
    followUps: null,
  }
  return { change, ...nothing, targets, versions, shapeOf, now: T0 + at * SECOND, ...rest }
}

/** The 25 % stage, two minutes into its hold, all as it should be. */
export function seenHolding(over: Partial<Seen> & { runbook?: Runbook } = {}): Seen {
  const numbers = [
    judged('gate', 'gamma', 'no-worse', 0.9991, 1_190, 330, 448),
    judged('gate', 'wix', 'no-worse', 0.9994, 1_204, 330, 448),
    judged('guard', 'gamma', 'no-worse', 1, 412, 24, 449),
    judged('guard', 'wix', 'no-worse', 1, 420, 24, 449),
  ]
  const targets = ['gamma', 'wix'].map((service) => targetRow(service, open(2_500)))
  return seenAt(450, secondStage, { judged: numbers, targets, ...over })
}
