import type { EffectStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Change, Run } from '../state/change.ts'
import { resolveAct } from '../state/resolve-act.ts'
import { adoptedBy, begunInOrder } from './adoption.ts'

/** What runs on one side of a target, as far as changes have brought it there. */
export type Deployment = {
  /** `CHANGE/STEP`; it differs from every other one, so that it is seen when something else took its place. */
  readonly id: string
  /** Null: nobody knows, or nothing runs there. */
  readonly version: string | null
  /** The step that brought it. */
  readonly step: EffectStep | null
  /** When it last stopped being the one that serves everybody; null while it never has. */
  readonly leftAt: Instant | null
}

/** The two sides of a target by what they are: the one that serves everybody, and the one beside it. */
export type Deployed = { readonly stable: Deployment; readonly beside: Deployment }

const UNKNOWN: Deployment = { id: 'unknown', version: null, step: null, leftAt: null }

/**
 * What runs on a target after these changes, in whatever order they are given. What ran before the first of them is
 * not known.
 */
export function deployedBy(history: readonly Change[], target: string): Deployed {
  return begunInOrder(history).reduce((before, change) => after(before, change, target), {
    stable: { ...UNKNOWN, id: 'stable before them' },
    beside: { ...UNKNOWN, id: 'beside it before them' },
  })
}

function after(before: Deployed, change: Change & { readonly run: Run }, target: string): Deployed {
  const { id, run, runbook } = change
  let { stable, beside } = before
  let trial = false
  for (const step of run.begun) {
    const adoption = adoptedBy(step, change).get(target)
    if (adoption !== undefined) {
      ;[stable, beside] = [beside, { ...stable, leftAt: adoption.at }]
      trial = false
    }
    const deploy = deployOf(step, runbook, target)
    if (deploy === null) continue
    beside = { id: `${id}/${step}`, version: versionOf(deploy, run), step: deploy, leftAt: null }
    trial = true
  }
  // What a change that went back had brought beside was taken away again, or was to be.
  return trial && 'back' in change
    ? { stable, beside: { ...UNKNOWN, id: `${id}/taken back` } }
    : { stable, beside }
}

function deployOf(id: string, { steps }: Runbook, target: string): EffectStep | null {
  const step = steps.find((one) => one.id === id)
  return step?.kind === 'effect' && step.act.act === 'deploy' && step.act.target === target ? step : null
}

export function versionOf({ id, act }: EffectStep, run: Run): string | null {
  if (run.steps[id]?.status !== 'done') return null
  const resolved = resolveAct(act, run)
  return 'act' in resolved && resolved.act.act === 'deploy' ? String(resolved.act.version) : null
}
