import { nameOf } from '../access/actor.ts'
import type { RuleOnTarget, Silent } from '../change/events/event.ts'
import { wordsOf } from '../change/rollback/cause-words.ts'
import { formatMeasure, formatMeasured } from '../judge/words.ts'
import type { RunbookNames } from '../runbook/runbook-names.ts'
import { formatDuration } from '../time/duration.ts'
import { formatInstant } from '../time/instant.ts'
import { percent } from '../traffic/percent.ts'
import type { ToldEvent } from './told-event.ts'

/** One plain sentence for what happened: the same words in the log, the live view, a simulation, a page and a webhook. */
export function sentenceFor(event: ToldEvent, runbook: RunbookNames): string {
  const by = nameOf(event.by)
  const title = (step: string) => runbook.steps.find(({ id }) => id === step)?.title ?? step
  const item = (id: string) => runbook.accept.find((accept) => accept.id === id)?.title ?? id
  switch (event.type) {
    case 'drafted':
      return `${by} drafted ${runbook.title} for ${runbook.environment}`
    case 'requested':
      return event.needed === 0 ? `requested by ${by}` : `requested by ${by}; needs ${event.needed} approvals`
    case 'edited':
      return `edited by ${by}`
    case 'approved':
      return `approved by ${event.name}`
    case 'rejected':
      return `rejected by ${by}: ${event.because}`
    case 'approval-withdrawn':
      return `approval withdrawn by ${by}: ${event.because}`
    case 'scheduled':
      return event.start === null
        ? 'scheduled to start at once'
        : `scheduled for ${formatInstant(event.start)}`
    case 'opening-blocked':
      return `held back by ${by}: ${event.because}`
    case 'opening-unblocked':
      return `no longer held back, says ${by}`
    case 'waiting-for-targets':
      return `waits for its targets, held by ${event.heldBy.join(', ')}`
    case 'superseding':
      return `supersedes ${event.heldBy.join(', ')}, which is rolled back first`
    case 'cancelled':
      return `cancelled by ${by}: ${event.because}`
    case 'expired':
      return 'expired: not approved before its window opened'
    case 'missed':
      return 'missed: its window is wholly gone'
    case 'window-opened': {
      const end = event.endsAt === null ? '' : `, until ${formatInstant(event.endsAt)}`
      return event.lateMs > 1000
        ? `window opened ${formatDuration(event.lateMs)} late${end}`
        : `window opened${end}`
    }
    case 'window-extended':
      return `window extended by ${by} to ${formatInstant(event.endsAt)}: ${event.because}`
    case 'window-overrun':
      return 'OVERRUN: the window closed while the change is running; no weight is raised any more'
    case 'window-closed':
      return 'window closed'
    case 'paused':
      return `paused by ${by}: ${event.because}`
    case 'resumed':
      return `resumed by ${by}`
    case 'step-started':
      return event.attempt === 1
        ? `${title(event.step)} started`
        : `${title(event.step)} started again (attempt ${event.attempt})`
    case 'step-done':
      return `${title(event.step)} done`
    case 'step-failed':
      return event.retryAt === null
        ? `${title(event.step)} failed: ${event.reason}`
        : `${title(event.step)} failed, will be tried again: ${event.reason}`
    case 'step-stopped':
      return `${title(event.step)} stopped`
    case 'step-unknown':
      return event.ask === 'check'
        ? `${title(event.step)}: outcome unknown (${event.reason}); asking its check`
        : `IN DOUBT: ${title(event.step)}: ${event.reason}; a person has to settle it`
    case 'doubt-settled':
      return `${title(event.step)} settled as ${event.as} by ${by}: ${event.because}`
    case 'stage-entered':
      return `canary to ${percent(event.weight)} on ${event.targets.join(' and ')}`
    case 'hold-started':
      return `every proxy has ${percent(stageWeight(runbook, event.step, event.stage))}; hold begins`
    case 'hold-restarted':
      return `${event.target} strayed (${event.observed === null ? 'no proxy answers' : `it has ${percent(event.observed)}`}); the hold begins again`
    case 'hold-prolonged':
      return `WAITING: the hold is over, and ${event.gates.map((g) => `${g.gate} on ${g.target} has ${formatMeasure(g.evidence)}`).join(', ')}; promote, abort, or wait`
    case 'move-unacknowledged':
      return `NOT THERE YET: a proxy of ${event.targets.join(' and ')} has not acknowledged what is wanted; trying on`
    case 'evidence-missing':
      return `NO DATA for ${rulesOf(event.missing)} since ${formatInstant(Math.min(...event.missing.map(({ since }) => since)))}${causesOf(event.missing)}; the weight is held`
    case 'evidence-returned':
      return `data is back for ${rulesOf(event.returned)}`
    case 'promoted':
      return `promoted by ${by}${event.all ? ', all the way' : ''}${event.override === null ? '' : ` (override: ${event.override})`}`
    case 'stage-passed':
      return `${percent(stageWeight(runbook, event.step, event.stage))} passed: ${event.gates.map((g) => `${g.target} ${formatMeasured(g.evidence)}`).join(', ') || 'no gate'}`
    case 'gate-failed':
      return `gate did not hold on ${event.target}: ${formatMeasure(event.evidence)}`
    case 'guard-tripped':
      return `guard tripped on ${event.target}: ${formatMeasure(event.evidence)}`
    case 'adopting':
      return 'adopting the canary as stable'
    case 'adopted':
      return `the canary is stable now on ${event.targets.join(' and ')}`
    case 'acceptance-started':
      return `checking: ${item(event.item)}`
    case 'acceptance-passed':
      return `accepted: ${item(event.item)} (${event.evidence})`
    case 'acceptance-failed':
      return `not accepted: ${item(event.item)} (${event.evidence})`
    case 'acceptance-left-to-person':
      return `left to ${event.who}: ${item(event.item)}`
    case 'rollback-started':
      return `ROLLING BACK${event.gradual ? ' gradually' : ''}: ${causeOf(event)}`
    case 'rollback-hastened':
      return `${by} made the rollback instant`
    case 'descended':
      return `canary down to ${percent(event.weight)}`
    case 'traffic-closing':
      return `closing ${event.targets.join(' and ')}`
    case 'traffic-closed':
      return event.targets.length === 0
        ? 'no traffic to close'
        : `canary closed on ${event.targets.join(' and ')}: every request goes to stable`
    case 'close-unacknowledged':
      return `STILL OPEN: a proxy of ${event.targets.join(' and ')} has not acknowledged the close; trying on`
    case 'undo-started':
      return `undoing ${title(event.step)}`
    case 'undo-done':
      return `undone: ${title(event.step)}`
    case 'undo-failed':
      return `undo of ${title(event.step)} failed${event.final ? '' : ', will be tried again'}: ${event.reason}`
    case 'undo-skipped':
      return `undo of ${title(event.step)} skipped: ${event.because}`
    case 'succeeded':
      return 'SUCCEEDED'
    case 'rolled-back':
      return 'ROLLED BACK'
    case 'failed':
      return `FAILED: not undone: ${event.notUndone.map(title).join(', ')}`
  }
}

function causeOf({ cause }: Extract<ToldEvent, { type: 'rollback-started' }>): string {
  return 'evidence' in cause ? `${wordsOf(cause)}: ${formatMeasure(cause.evidence)}` : wordsOf(cause)
}

function rulesOf(silent: readonly RuleOnTarget[]): string {
  const targets = [...new Set(silent.map(({ target }) => target))]
  const rules = [...new Set(silent.map(({ rule }) => rule))]
  return `${rules.join(', ')} on ${targets.join(' and ')}`
}

/** Mostly one cause has silenced all of them. */
function causesOf(silent: readonly Silent[]): string {
  const causes = [...new Set(silent.flatMap(({ because }) => because ?? []))]
  return causes.length === 0 ? '' : ` (${causes.join('; ')})`
}

function stageWeight(runbook: RunbookNames, step: string, stage: number): number {
  const found = runbook.steps.find(({ id }) => id === step)
  return found?.kind === 'rollout' ? (found.stages[stage]?.weight ?? 0) : 0
}
