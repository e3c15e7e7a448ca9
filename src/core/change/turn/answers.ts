import type { EffectStep, Outputs, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { hearIncidents } from '../beside/verification.ts'
import type { EventBody } from '../events/event.ts'
import { itemFailed } from '../items/ask-items.ts'
import { gateAnswered } from '../items/gate-answered.ts'
import { progressIn, readItemRef } from '../items/place.ts'
import { acceptItem, type EffectAnswer, type Outcome, weightItem } from '../outside/observations.ts'
import { attemptFailed, didNotHappen } from '../rollback/after-failure.ts'
import type { Change, Run, Underway } from '../state/change.ts'
import { hearWeightFlag, isFollowed } from '../weight-flag/weight-flag.ts'

/**
 * What an answer to an effect means. An answer that does not belong to what is running now (an old attempt, a step
 * already settled) means nothing: every effect is answered once.
 */
export function hear(change: Change, answer: EffectAnswer, now: Instant): readonly EventBody[] {
  if (answer.ref.item.startsWith(weightItem('')))
    return isFollowed(change) ? hearWeightFlag(change, answer, now) : []
  switch (change.status) {
    case 'preparing':
    case 'running':
    case 'paused':
      if (answer.ref.item.startsWith(acceptItem(''))) return hearItem(change.run, change.runbook, answer)
      return readItemRef(answer.ref.item) === null
        ? hearStep(change, answer, now)
        : hearEvidence(change, answer, now)
    case 'rolling-back':
      return hearLate(change.run, answer)
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'succeeded':
      return []
    case 'rolled-back':
    case 'failed':
      return hearIncidents(change, answer)
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

function hearStep(change: Underway, answer: EffectAnswer, now: Instant): readonly EventBody[] {
  const { item, direction, attempt } = answer.ref
  const progress = change.run.steps[item]
  const step = change.runbook.steps.find((s) => s.id === item)
  if (
    step?.kind !== 'effect' ||
    progress === undefined ||
    !('attempt' in progress) ||
    progress.attempt !== attempt
  )
    return []
  if (direction === 'do' && progress.status === 'running') return acted(change, step, attempt, answer, now)
  if (direction === 'check' && progress.status === 'checking')
    return checked(change, step, attempt, answer, now)
  return []
}

function acted(
  change: Underway,
  step: EffectStep,
  attempt: number,
  outcome: Outcome,
  now: Instant,
): readonly EventBody[] {
  const how = { run: change.run, now, paused: change.status === 'paused' }
  switch (outcome.outcome) {
    case 'done':
      return [took(change, step, attempt, outcome.outputs, outcome.evidence)]
    case 'failed':
      return didNotHappen(step, attempt, outcome.reason, how)
    case 'stopped':
      return didNotHappen(step, attempt, 'it was stopped from outside', how)
    case 'unknown':
      return [unknown(step, attempt, outcome.reason)]
  }
}

/** A deploy that has a startup probe is over when what it has brought has started. */
function took(
  { runbook }: Underway,
  step: EffectStep,
  attempt: number,
  outputs: Outputs,
  evidence: string,
): EventBody {
  const starts = step.act.act === 'deploy' && runbook.probes?.some(({ kind }) => kind === 'startup') === true
  return starts
    ? { type: 'step-starting', step: step.id, attempt, outputs, evidence }
    : { type: 'step-done', step: step.id, outputs, evidence }
}

/**
 * What is safe to repeat was already repeated by the executor; what is left unknown goes to the step's check, or to a
 * person.
 */
function unknown(step: EffectStep, attempt: number, reason: string): EventBody {
  return {
    type: 'step-unknown',
    step: step.id,
    attempt,
    reason,
    ask: step.unknown.ask === 'check' ? 'check' : 'person',
  }
}

function checked(
  change: Underway,
  step: EffectStep,
  attempt: number,
  outcome: Outcome,
  now: Instant,
): readonly EventBody[] {
  switch (outcome.outcome) {
    case 'done':
      return [
        took(
          change,
          step,
          attempt,
          outcome.outputs,
          `its check says that it took effect: ${outcome.evidence}`,
        ),
      ]
    case 'failed':
      return [
        attemptFailed(step, attempt, `its check says that it did not take effect: ${outcome.reason}`, now),
      ]
    case 'stopped':
    case 'unknown': {
      const why = outcome.outcome === 'unknown' ? outcome.reason : 'it was stopped'
      return [
        {
          type: 'step-unknown',
          step: step.id,
          attempt,
          reason: `its check gave no answer: ${why}`,
          ask: 'person',
        },
      ]
    }
  }
}

function hearItem(run: Run, runbook: Runbook, answer: EffectAnswer): readonly EventBody[] {
  const item = runbook.accept.find(({ id }) => acceptItem(id) === answer.ref.item)
  const progress = item === undefined ? undefined : run.accept[item.id]
  if (item === undefined || progress?.status !== 'running' || progress.attempt !== answer.ref.attempt)
    return []
  if (answer.outcome === 'done')
    return [{ type: 'acceptance-passed', item: item.id, evidence: answer.evidence }]
  const evidence = answer.outcome === 'stopped' ? 'the check was stopped' : answer.reason
  const { unknown } = item.check.check === 'act' ? item.check : {}
  if (answer.outcome === 'unknown' && unknown !== undefined)
    return [{ type: 'acceptance-left-to-person', item: item.id, who: unknown.who, because: evidence }]
  return [{ type: 'acceptance-failed', item: item.id, attempt: progress.attempt, evidence }]
}

/** Evidence of a checklist that decides still; what it does not know for sure is asked again. */
function hearEvidence(change: Underway, answer: EffectAnswer, now: Instant): readonly EventBody[] {
  const { item, attempt } = answer.ref
  const place = readItemRef(item)
  const progress = place === null ? undefined : progressIn(change.run, place)?.[place.item]
  if (place === null || progress?.status !== 'running' || progress.attempt !== attempt) return []
  if (answer.outcome === 'done') return [{ type: 'item-passed', item, evidence: answer.evidence }]
  const evidence = answer.outcome === 'stopped' ? 'the check was stopped' : answer.reason
  const failed = itemFailed(item, attempt, evidence, now)
  return answer.outcome === 'failed' ? gateAnswered(change, place, failed) : [failed]
}

/** During a rollback it only matters that a command has ended; undo tolerates half-done work. */
function hearLate(run: Run, { ref, ...outcome }: EffectAnswer): readonly EventBody[] {
  const progress = run.steps[ref.item]
  if (progress === undefined || (progress.status !== 'running' && progress.status !== 'checking')) return []
  if (progress.attempt !== ref.attempt) return []
  if (ref.direction !== (progress.status === 'running' ? 'do' : 'check')) return []
  return outcome.outcome === 'done'
    ? [{ type: 'step-done', step: ref.item, outputs: outcome.outputs, evidence: outcome.evidence }]
    : [{ type: 'step-stopped', step: ref.item }]
}
