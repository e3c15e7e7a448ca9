import type { Act } from '../../runbook/act.ts'
import type { EffectStep, LeftStep, Runbook } from '../../runbook/runbook.ts'
import { adoptionsOf, begunInOrder } from '../history/adoption.ts'
import { leftOver } from '../history/in-force.ts'
import type { Change, Succeeded } from '../state/change.ts'
import { resolveAct } from '../state/resolve-act.ts'
import { skipOf } from '../turn/roll-back.ts'
import { WEIGHT_FLAG_LIMIT_MS } from '../weight-flag/weight-flag.ts'

/** What becomes of the effects of a change, newest first, when it is taken back. */
export type StepsBack = {
  /** Of what began after its first rollout, and before it: on the way back they come before the traffic, and after. */
  readonly afterTraffic: readonly EffectStep[]
  readonly beforeTraffic: readonly EffectStep[]
  readonly left: readonly LeftStep[]
}

/**
 * The undo of each step that has begun, as a step of its own. Deploys to what was adopted are no part of it: what they
 * brought stays beside, so that the revert can be taken back too. `since`: changes whose locks of flags may be
 * replaced besides the change's own.
 */
export function stepsBack(
  change: Succeeded,
  history: readonly Change[],
  since: readonly Change[],
): StepsBack {
  const { run, runbook } = change
  const adopted = adoptionsOf(change)
  const rollouts = new Set([...adopted.values()].map(({ step }) => step))
  const first = run.begun.findIndex((id) => rollouts.has(id))
  const back: { readonly step: EffectStep; readonly after: boolean }[] = []
  const left: LeftStep[] = []
  const ids = takenIds(runbook)
  for (const [i, id] of [...run.begun.entries()].toReversed()) {
    const step = runbook.steps.find((one) => one.id === id)
    if (step?.kind !== 'effect' || (step.act.act === 'deploy' && adopted.has(step.act.target))) continue
    const taken = takeBack(step, change, history, since)
    if ('because' in taken) left.push({ step: id, title: step.title, because: taken.because })
    else back.push({ step: { ...taken, id: unused(taken.id, ids) }, after: i > first })
  }
  const flags = weightFlagsBack(change, history, since).filter(
    (flag) => !back.some(({ step }) => gives(step, flag)),
  )
  return {
    afterTraffic: back.filter(({ after }) => after).map(({ step }) => step),
    beforeTraffic: [
      ...flags.map((flag) => ({ ...flag, id: unused(flag.id, ids) })),
      ...back.filter(({ after }) => !after).map(({ step }) => step),
    ],
    left,
  }
}

/** After an adoption the flag of a weight says that everyone has it: it is given back what it held before. */
function weightFlagsBack(
  change: Succeeded,
  history: readonly Change[],
  since: readonly Change[],
): readonly EffectStep[] {
  const { run, runbook } = change
  return runbook.steps.flatMap((step): readonly EffectStep[] => {
    if (step.kind !== 'rollout' || step.weightFlag === undefined) return []
    if (run.weightFlags?.[step.id] === undefined) return []
    const act = { act: 'restore-flags', targets: step.targets, flags: [step.weightFlag] } as const
    return [
      {
        kind: 'effect',
        id: `undo-${step.id}-flag`,
        title: `Undo: ${step.weightFlag} follows the weight`,
        after: [],
        act: ofChange(act, change, history, since),
        timeLimitMs: WEIGHT_FLAG_LIMIT_MS,
        attempts: 3,
        backoffMs: 5_000,
        unknown: { ask: 'repeat' },
        onFailure: 'pause',
        undo: { undo: 'act', act, timeLimitMs: WEIGHT_FLAG_LIMIT_MS, attempts: 3 },
        pointOfNoReturn: false,
      },
    ]
  })
}

/** A step that set the flag too gives it back already. */
function gives({ act }: EffectStep, { act: wanted }: EffectStep): boolean {
  if (act.act !== 'restore-flags' || wanted.act !== 'restore-flags') return false
  const { flags, targets } = act
  return (
    wanted.flags.every((flag) => flags.includes(flag)) &&
    wanted.targets.every((target) => targets.includes(target))
  )
}

function takeBack(
  step: EffectStep,
  change: Succeeded,
  history: readonly Change[],
  since: readonly Change[],
): EffectStep | { readonly because: string } {
  const { run, runbook } = change
  const { undo } = step
  const skip = skipOf(step, run, runbook)
  if (skip !== null) return { because: skip.because }
  if (undo.undo === 'none') return { because: undo.because }
  const back = resolveAct(undo.act, run)
  if ('unknown' in back) return { because: back.unknown }
  const again = againOf(step, change)
  return {
    kind: 'effect',
    id: named(step.id, 'undo-'),
    title: named(step.title, 'Undo: '),
    after: [],
    act: ofChange(back.act, change, history, since),
    timeLimitMs: undo.timeLimitMs,
    attempts: undo.attempts,
    backoffMs: step.backoffMs,
    unknown: { ask: 'repeat' },
    onFailure: 'pause',
    undo:
      'because' in again
        ? { undo: 'none', ...again }
        : { ...undo, act: again.act, timeLimitMs: step.timeLimitMs },
    pointOfNoReturn: false,
  }
}

/** What takes the taking back back: the step itself; flags are given back what they held. */
function againOf(step: EffectStep, change: Succeeded): { readonly act: Act } | { readonly because: string } {
  const again = resolveAct(step.act, change.run)
  if ('unknown' in again) return { because: again.unknown }
  const { act } = again
  switch (act.act) {
    case 'set-flags': {
      const flags = Object.keys(act.set).sort()
      return {
        act: { act: 'restore-flags', targets: act.targets, flags, ...(act.lock ? { lock: flags } : {}) },
      }
    }
    case 'restore-flags': {
      const { targets, flags, lock = [] } = act
      return { act: { act: 'restore-flags', targets, flags, ...(lock.length === 0 ? {} : { lock }) } }
    }
    case 'undeploy':
    case 'action':
      return { act: doneFor(act, change) }
    case 'deploy':
    case 'read-flag':
    case 'log-level':
    case 'suite':
    case 'check':
    case 'http':
    case 'incidents':
    case 'tell':
      return { act }
  }
}

/**
 * Flags are given back what they held before this change, and locked as they were then; commands and calls are told
 * the version that it was about.
 */
function ofChange(act: Act, change: Succeeded, history: readonly Change[], since: readonly Change[]): Act {
  switch (act.act) {
    case 'restore-flags': {
      const { targets, flags } = act
      const lock = flags.filter((flag) => wasLocked(flag, targets, change, history))
      const of = { change: change.id, locks: [change.id, ...since.map(({ id }) => id)] }
      return { act: 'restore-flags', targets, flags, of, ...(lock.length === 0 ? {} : { lock }) }
    }
    case 'action':
    case 'undeploy':
      return doneFor(act, change)
    case 'deploy':
    case 'set-flags':
    case 'read-flag':
    case 'log-level':
    case 'suite':
    case 'check':
    case 'http':
    case 'incidents':
    case 'tell':
      return act
  }
}

function doneFor(act: Extract<Act, { act: 'action' | 'undeploy' }>, { id, runbook }: Succeeded): Act {
  return { ...act, of: { change: id, version: act.of?.version ?? runbook.version } }
}

/** Whether the change that had set the flag before, and still stood then, had locked it. */
function wasLocked(
  flag: string,
  targets: readonly string[],
  change: Succeeded,
  history: readonly Change[],
): boolean {
  const begun = begunInOrder(history)
  const earlier = begun.slice(
    0,
    begun.findIndex(({ id }) => id === change.id),
  )
  const left = leftOver(
    earlier.filter(({ status }) => status === 'succeeded'),
    begun,
  )
  const lockedBy = left.map((one) => locks(one, flag, targets))
  return lockedBy.findLast((locked) => locked !== null) ?? false
}

/** Null: it does not set the flag. */
function locks({ runbook }: Change, flag: string, targets: readonly string[]): boolean | null {
  const said = runbook.steps.flatMap((step): boolean[] => {
    if (step.kind !== 'effect') return []
    const { act } = step
    if (act.act !== 'set-flags' && act.act !== 'restore-flags') return []
    if (!act.targets.some((target) => targets.includes(target))) return []
    if (act.act === 'set-flags') return Object.hasOwn(act.set, flag) ? [act.lock] : []
    return act.flags.includes(flag) ? [act.lock?.includes(flag) ?? false] : []
  })
  return said.at(-1) ?? null
}

/** The undo of an undo has the name of what is done again. */
const named = (name: string, undo: string): string =>
  name.startsWith(undo) ? name.slice(undo.length) : `${undo}${name}`

/** Of the steps that move the traffic back. */
const takenIds = ({ targets, steps }: Runbook): Set<string> =>
  new Set([...targets.map(deployId), ...steps.filter(({ kind }) => kind === 'rollout').map(({ id }) => id)])

export const deployId = (target: string): string => `deploy-${target}`

function unused(id: string, ids: Set<string>): string {
  const free = ids.has(id) ? unused(`${id}-again`, ids) : id
  ids.add(free)
  return free
}
