import { nameOf } from '../../core/access/actor.ts'
import { wordsOf } from '../../core/change/state/cause-words.ts'
import type { Change, Rollback } from '../../core/change/state/change.ts'
import { shapeOfEvidence } from '../../core/judge/evidence-shape.ts'
import type { Evidence } from '../../core/judge/verdict.ts'
import { formatMeasure, formatSamples, whose } from '../../core/judge/words.ts'
import { capital } from '../../core/report/words.ts'
import { rulesOf } from '../../core/runbook/rules-of.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { wantedOf } from '../progress/rule-view.ts'
import { instant } from '../shown/instant.ts'

/** Why a change ended or is on its way back, as one sentence for somebody who knows nothing of it yet. */
export function causeOf(change: Change): string | null {
  switch (change.status) {
    case 'rolling-back':
    case 'rolled-back':
    case 'failed':
      return causeOfRollback(change.back, change.runbook)
    case 'cancelled':
      return change.because
    case 'expired':
      return 'It was not approved before its window opened'
    case 'missed':
      return 'Its window had passed before it could open'
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
    case 'running':
    case 'paused':
    case 'succeeded':
      return null
  }
}

function causeOfRollback({ cause, by }: Rollback, runbook: Runbook): string {
  switch (cause.cause) {
    case 'asked':
      return `Asked by ${nameOf(by)}: ${cause.because}`
    case 'killed':
      return `Killed by ${nameOf(by)}: ${cause.because}`
    case 'superseded':
      return `${cause.by} took its place`
    case 'guard':
    case 'gate':
      return measured(cause, runbook)
    case 'incident':
      return capital(wordsOf(cause))
    case 'no-data':
      return `No data for ${signalOf(cause.rule, runbook)} on ${cause.target} since ${instant(cause.since)}`
    case 'probe':
      return cause.because
    case 'step': {
      const step = runbook.steps.find(({ id }) => id === cause.step)
      return `${step?.title ?? cause.step} failed: ${cause.reason}`
    }
    case 'overrun':
      return `The window closed at ${instant(cause.endedAt)} while the change was running`
    case 'latched':
      return `${cause.target} was latched`
    case 'drill':
      return capital(wordsOf(cause))
    case 'missed':
      return `Its window closed at ${instant(cause.endedAt)} before it could open`
  }
}

function measured(
  {
    cause,
    rule,
    target,
    evidence,
  }: { cause: 'guard' | 'gate'; rule: string; target: string; evidence: Evidence },
  runbook: Runbook,
): string {
  if (evidence.test !== undefined) return `${target}: ${formatMeasure(evidence)}`
  const shape = shapeOfEvidence(evidence)
  const found = ruleOf(rule, runbook)
  const wanted = found === undefined ? '' : ` (${cause}: ${wantedOf(found, shape)})`
  const value =
    evidence.value === null
      ? 'had no samples'
      : `was ${formatValue(shape, evidence.value)} of ${formatSamples(evidence.samples)}`
  const unseen =
    evidence.unseenMs === undefined ? '' : `; ${formatDuration(evidence.unseenMs)} of that time was not seen`
  const shared = evidence.sharedIncident ? '; on stable too, so it may not be the new version' : ''
  return `${evidence.signal}${whose(evidence.each)} ${value} on ${target}${wanted}${unseen}${shared}`
}

const ruleOf = (id: string, runbook: Runbook) => rulesOf(runbook).find(({ rule }) => rule.id === id)?.rule

const signalOf = (rule: string, runbook: Runbook): string => ruleOf(rule, runbook)?.signal ?? rule
