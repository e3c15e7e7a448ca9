import type { ChangeEvent } from '../../change/events/event.ts'
import { parseDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { MINUTE, runbookOf } from './played.testing.ts'
import { type Sketched, statedIn, type Words } from './sketched.testing.ts'

/** A small plan around one rule of a runbook, as that rule stands in it, and what the change does of it. */
export type Framed = {
  readonly where: string
  readonly runbook: ReturnType<typeof runbookOf>
  /** What the rule is judged on. */
  readonly shown: {
    readonly slot: 'canary' | 'stable'
    readonly fromWeight?: string
    readonly fromMs?: Millis
  }
  /** It is decided so long after the last event of this type. */
  readonly begins: ChangeEvent['type']
  readonly lastsMs: Millis
  readonly good: ChangeEvent['type']
  readonly bad: ChangeEvent['type']
  readonly script: object
}

/** People take longer than the hour over which a baseline is captured. */
export const BEFORE_MS = 61 * MINUTE
const script = { peopleTake: `${BEFORE_MS}ms` }
const WAIT = { checklist: ['An hour has passed'] }
const targets = ['shop']
const FULL = { weight: '100%', hold: '0s' }

/** At the one stage that it is a gate of. */
export function atStage({ plan, rule, within }: Sketched): readonly Framed[] {
  return [staged(plan, rule, [{ ...moved(within), gates: [rule] }], {})]
}

/** At each stage of the rollout that it is a gate of. */
export function atEveryStage({ plan, rule, within }: Sketched): readonly Framed[] {
  const ladder = (within.stages as readonly Words[]).map(moved).filter(({ hold }) => spanOf(hold) > 0)
  return ladder.map((_, i) => staged(plan, rule, ladder.slice(0, i + 1), { gates: [rule] }))
}

function staged(plan: Sketched['plan'], rule: object, stages: readonly Words[], more: object): Framed {
  const { weight, hold } = stages.at(-1) as Words
  return {
    where: `at ${weight} for ${hold}`,
    runbook: runbookOf({
      steps: [WAIT, ...captureFor(plan, rule), { rollout: { targets, adopt: false, stages, ...more } }],
    }),
    shown: { slot: 'canary', fromWeight: String(weight) },
    begins: 'hold-started',
    lastsMs: spanOf(hold),
    good: 'stage-passed',
    bad: 'gate-failed',
    script,
  }
}

/** While nothing is moved: on the canary that has everyone, or on what serves where there is none. */
export function inBake({ plan, rule, within }: Sketched, slot: 'canary' | 'stable'): readonly Framed[] {
  const bake = { bake: { for: within.for, targets, gates: [rule] } }
  const rollout = { rollout: { targets, adopt: 'later', stages: [FULL] } }
  const around = slot === 'stable' ? [bake] : [rollout, bake, { adopt: targets }]
  return [
    {
      where: `in a bake of ${within.for}`,
      runbook: runbookOf({ steps: [WAIT, ...captureFor(plan, rule), ...around] }),
      shown: { slot, fromMs: BEFORE_MS },
      begins: 'bake-started',
      lastsMs: spanOf(within.for),
      good: 'bake-passed',
      bad: 'gate-failed',
      script,
    },
  ]
}

/** On what serves everyone once the change was rolled back. */
export function inVerification({ rule, within }: Sketched): readonly Framed[] {
  const rollout = { targets, adopt: false, stages: [{ weight: '20%', hold: '30m' }] }
  return [
    {
      where: `verified for ${within.for}`,
      runbook: runbookOf({ steps: [{ rollout }], rollback: { verify: { for: within.for, gates: [rule] } } }),
      shown: { slot: 'stable' },
      begins: 'verification-started',
      lastsMs: spanOf(within.for),
      good: 'verification-passed',
      bad: 'verification-failed',
      script: { commands: [{ at: '5m', do: 'rollback' }] },
    },
  ]
}

/** A line of a checklist that is a step, or of a stage; it looks back from the moment at which it is asked. */
export function asLine({ plan, rule, within }: Sketched): readonly Framed[] {
  const line = { begins: 'checklist-opened', good: 'item-passed', bad: 'item-failed', lastsMs: 0 } as const
  if ('weight' in within) {
    const one = staged(plan, rule, [{ ...moved(within), checklist: [rule] }], {})
    return [{ ...one, ...line }]
  }
  const rollout = { targets, adopt: false, stages: [{ weight: '10%', hold: '1m' }] }
  return [
    {
      ...line,
      where: 'before anything is moved',
      runbook: runbookOf({ steps: [WAIT, { checklist: [rule] }, { rollout }] }),
      shown: { slot: 'stable' },
      script,
    },
  ]
}

const moved = ({ weight, hold }: Words): Words => ({ weight, hold })

function captureFor(plan: Sketched['plan'], rule: object): readonly object[] {
  const refers = Object.values(rule).some((value) => String(value).startsWith('baseline'))
  return refers ? [{ capture: { baseline: '1h', targets, stated: statedIn(plan) } }] : []
}

const spanOf = (written: unknown): Millis => parseDuration(String(written)) ?? Number.NaN
