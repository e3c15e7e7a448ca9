import type { Judged } from '../../judge/verdict.ts'
import { countingRule } from '../../runbook/drill.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { isBehind } from '../phase/advance.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { Run } from '../state/change.ts'
import { drilledTargets, drillStep, heldFrom } from './drill-watches.ts'

/** What is under way for no time at all is no traffic. */
export const LEAST_MS: Millis = 5_000
/** So long requests are waited for; then it goes back all the same, and proves nothing. */
export const MOST_MS: Millis = 60_000

type DrillTurn = {
  readonly run: Run
  readonly runbook: Runbook
  readonly now: Instant
  readonly seen: Observations
  readonly paused: boolean
}

/**
 * A drill goes back by itself, once its canary has answered on every target, or nobody came for too long. One that
 * moves no traffic does so once all that it does is done.
 */
export function advanceDrill({ run, runbook, now, seen, paused }: DrillTurn): readonly EventBody[] {
  const { drill } = runbook
  if (drill === undefined || paused) return []
  if (drill.rollout === undefined)
    return runbook.steps.every(({ id }) => isBehind(run, id) && run.steps[id]?.status !== 'staged')
      ? [goesBack(run, now, {})]
      : []
  const from = heldFrom({ run, runbook })
  if (from === null || now < from + LEAST_MS) return []
  const targets = drilledTargets(runbook)
  const answered = Object.fromEntries(
    targets.map((target) => [target, wordOn(target, from, drill.requests, seen)?.evidence.samples ?? 0]),
  )
  if (now < from + MOST_MS && targets.some((target) => (answered[target] ?? 0) === 0)) return []
  return [goesBack(run, from, answered)]
}

const goesBack = (run: Run, from: Instant, answered: Readonly<Record<string, number>>): EventBody =>
  rollbackStarted(run, { cause: 'drill', from, answered }, { gradual: false, latch: false })

const wordOn = (
  target: string,
  from: Instant,
  signal: string,
  { judged }: Pick<Observations, 'judged'>,
): Judged | undefined =>
  judged.find(
    (one) =>
      one.step === drillStep('canary') &&
      one.rule === countingRule(signal).id &&
      one.target === target &&
      one.from === from,
  )
