import { own } from '../../document/tree.ts'
import { type LogLevel, STABLE_LOG } from '../../runbook/log-level.ts'
import type { EffectStep, Runbook, Step } from '../../runbook/runbook.ts'
import type { Setting } from '../step/effect-kind.ts'
import { UNDO_LIMIT_MS } from '../step/undo-defaults.ts'
import { type Arranged, isRollout, uniqueNames } from './arrange.ts'

const ATTEMPTS = 3
const BACKOFF_MS = 10_000

/** What a canary logs, by target; of targets whose rollout does not say, nothing. */
function canaryLogs(steps: readonly Pick<Arranged, 'item'>[]): ReadonlyMap<string, LogLevel> {
  return new Map(
    steps.flatMap(({ item }) => {
      const log = isRollout(item) ? item.rollout.canary?.log : undefined
      return isRollout(item) && log !== undefined ? item.rollout.targets.map((target) => [target, log]) : []
    }),
  )
}

/**
 * A runbook whose deploys begin at the log level of a canary, with a step behind each adoption that sets it back to
 * stable's. That one is never a reason to go back: it is tried again, and the change goes on.
 */
export function withCanaryLogs(runbook: Runbook, arranged: readonly Arranged[], setting: Setting): Runbook {
  const logs = canaryLogs(arranged)
  if (logs.size === 0) return runbook
  const steps = runbook.steps.map((step) => deployedAt(step, logs))
  const adopting = [...logs.keys()].flatMap((target) => {
    const by = steps.find((step) => adopts(step, target))
    return by === undefined ? [] : [{ target, by: by.id }]
  })
  const names = uniqueNames([
    ...steps.map(({ id }) => ({ written: id, made: id })),
    ...adopting.map(({ target }) => ({ written: undefined, made: `log-level-${target}` })),
  ]).slice(steps.length)
  const back = adopting.map(({ target, by }, i) => ({
    by,
    step: setBack(names[i] as string, target, by, setting),
  }))
  const { phases } = runbook
  return {
    ...runbook,
    steps: [...steps, ...back.map(({ step }) => step)],
    ...(phases === undefined
      ? {}
      : {
          phases: phases.map((phase) => ({
            ...phase,
            steps: [
              ...phase.steps,
              ...back.flatMap(({ by, step }) => (phase.steps.includes(by) ? [step.id] : [])),
            ],
          })),
        }),
  }
}

function deployedAt(step: Step, logs: ReadonlyMap<string, LogLevel>): Step {
  if (step.kind !== 'effect' || step.act.act !== 'deploy') return step
  const log = logs.get(step.act.target)
  return log === undefined ? step : { ...step, act: { ...step.act, log } }
}

function adopts(step: Step, target: string): boolean {
  if (step.kind === 'adopt') return step.targets.includes(target)
  return step.kind === 'rollout' && step.adopt && step.targets.includes(target)
}

function setBack(id: string, target: string, by: string, { binding, pace }: Setting): EffectStep {
  const { set, stable = STABLE_LOG } = own(binding?.targets, target)?.logging ?? {}
  return {
    kind: 'effect',
    id,
    title: `Set what ${target} logs to ${stable}`,
    after: [by],
    act: { act: 'log-level', target, level: stable },
    timeLimitMs: set?.timeLimitMs ?? UNDO_LIMIT_MS,
    attempts: ATTEMPTS,
    backoffMs: pace(BACKOFF_MS),
    unknown: { ask: 'repeat' },
    onFailure: 'continue',
    undo: { undo: 'none', because: 'it is what stable logs' },
    pointOfNoReturn: false,
  }
}
