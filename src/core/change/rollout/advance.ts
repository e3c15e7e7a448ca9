import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { askItems, isThrough } from '../items/ask-items.ts'
import { checklistOpened } from '../items/checklist-opened.ts'
import { lateEvidence } from '../items/late-evidence.ts'
import { notReady } from '../probing/standing.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { RolloutProgress } from '../state/change.ts'
import { evidenceOf, gateFailed, gateUndecided } from './gates.ts'
import { lastWord } from './last-word.ts'
import { adopted, isAt, moved, sidesBefore } from './move.ts'
import { guardStandings } from './plan-guards.ts'
import { type Rolling, stageOf } from './rolling.ts'
import { silenceEvents, silenceIsOver } from './silence.ts'
import { everyWatermarkReached, holdEnd, type Standing, standings } from './standing.ts'

/**
 * One turn of a rollout: moving (until every proxy has acknowledged the weight), holding (until the time is up and
 * the gates hold on evidence that reaches it), adopting. All targets move together; evidence against one is evidence
 * against all.
 */
export function advanceRollout(rolling: Rolling): readonly EventBody[] {
  const { step, progress, run, seen, now, paused } = rolling
  const all = standings(step, progress, seen.judged, now, seen.takeover)
  const tripped = guardEvents(rolling, all)
  if (tripped.length > 0) return tripped
  const silent = silenceEvents({ step: step.id, missing: progress.missing }, run, all, now, paused)
  if (silent.length > 0) return silent
  const { phase } = progress
  switch (phase.phase) {
    case 'moving':
      return moved(rolling, phase)
    case 'holding':
      return held(rolling, phase, [...all, ...guardsBeside(rolling)])
    case 'adopting':
      return adopted(rolling, phase)
  }
}

function guardEvents(
  { step, progress, run, paused }: Rolling,
  all: readonly Standing[],
): readonly EventBody[] {
  for (const { rule, target, judged, verdict } of all) {
    if (rule.kind !== 'guard' || verdict !== 'worse' || judged === null) continue
    const { evidence } = judged
    const tripped: EventBody = {
      type: 'guard-tripped',
      step: step.id,
      stage: progress.stage,
      rule: rule.id,
      target,
      evidence,
    }
    if (rule.then !== 'pause')
      return [
        tripped,
        rollbackStarted(
          run,
          { cause: 'guard', rule: rule.id, target, evidence },
          { gradual: rule.then === 'rollback-gradual', latch: false },
        ),
      ]
    if (!paused) return [tripped, { type: 'paused', because: `guard ${rule.id} tripped on ${target}` }]
  }
  return []
}

/** The guards of the plan on the same targets: no stage passes while they see nothing. */
function guardsBeside({ step, run, runbook, now, seen }: Rolling): readonly Standing[] {
  return guardStandings(runbook, run, seen.judged, now, seen.takeover, step.targets)
}

type Holding = Extract<RolloutProgress['phase'], { phase: 'holding' }>

function held(rolling: Rolling, phase: Holding, all: readonly Standing[]): readonly EventBody[] {
  const { step, progress, seen, now } = rolling
  const { weight, holdMs } = stageOf(step, progress.stage)
  const strayed = step.targets.find((target) => !isAt(seen, target, weight))
  if (strayed !== undefined)
    return [
      {
        type: 'hold-restarted',
        step: step.id,
        stage: progress.stage,
        target: strayed,
        observed: seen.traffic[strayed]?.observed ?? null,
      },
    ]

  const end = holdEnd(phase, holdMs, all)
  const { asked } = progress
  // People were asked: what brought the hold to its end has been seen, unless it began again since.
  const isSeen = asked !== undefined && phase.from <= asked.at
  const missing = { ...progress.missing, ...rolling.run.guards?.missing }
  if (end === null || !silenceIsOver({ missing }, all)) return []
  const hurried = progress.promoteAll ?? (isSeen ? asked.hurried : null)
  // Later than the hold's beginning: a guard may have been watching since long before it.
  const until = Math.max(hurried === null && !isSeen ? end : phase.from + 1, seen.takeover)
  if (now < until || !everyWatermarkReached(all, until)) return []

  const gates = all.filter((standing) => standing.rule.kind === 'gate')
  const open = gates.filter(
    ({ verdict }) => !(verdict === 'no-worse' || (verdict === 'inconclusive' && hurried?.override != null)),
  )
  if (open.length > 0) return now < end ? [] : gatesStayOpen(rolling, phase, open, end)
  if (rolling.overrun && step.stages[progress.stage + 1] !== undefined) return []
  if (notReady(step.targets, rolling.runbook, rolling.run, seen).length > 0) return []
  return (
    askedFirst(rolling) ?? lastWordOn(rolling) ?? [passedStage(step, progress, gates), ...afterStage(rolling)]
  )
}

/** What a stage's checklist still has to say, before anything goes on; null when nothing. */
function askedFirst({ step, progress, run, runbook, now, seen }: Rolling): readonly EventBody[] | null {
  const place = { step: step.id, stage: progress.stage }
  const { checklist = [] } = stageOf(step, progress.stage)
  if (checklist.length === 0) return null
  if (progress.asked === undefined) return [checklistOpened(place, runbook)]
  const { items, at: since, late = false } = progress.asked
  const asking = { place, items, since, run, runbook, now, seen }
  const news = askItems(asking)
  if (news.length > 0) return news
  return isThrough(checklist, items) ? null : lateEvidence(asking, late)
}

/** Its last stage ends with the adoption. */
export const lastWordOn = ({ step, progress, run }: Pick<Rolling, 'step' | 'progress' | 'run'>) =>
  step.adopt && step.stages[progress.stage + 1] === undefined ? lastWord(step, run) : null

/**
 * The time is up. A gate that failed decides by its plan; one that only waits, for samples or for better figures, is
 * reported once.
 */
function gatesStayOpen(
  rolling: Rolling,
  { prolonged }: Holding,
  open: readonly Standing[],
  since: Instant,
): readonly EventBody[] {
  const { step, progress, run, now, paused } = rolling
  const place = { step: step.id, stage: progress.stage }
  for (const standing of open) {
    const failed = gateFailed(place, run, standing)
    if (failed.length > 0) return failed
    const undecided = gateUndecided(place, run, standing, { since, now, paused })
    if (undecided.length > 0) return undecided
  }
  if (prolonged) return []
  return [{ type: 'hold-prolonged', step: step.id, stage: progress.stage, gates: evidenceOf(open) }]
}

export function passedStage(
  step: RolloutStep,
  progress: RolloutProgress,
  gates: readonly Standing[],
): EventBody {
  return { type: 'stage-passed', step: step.id, stage: progress.stage, gates: evidenceOf(gates) }
}

/** The next weight, or the end of the rollout. */
export function afterStage({
  step,
  progress,
  seen,
}: Pick<Rolling, 'step' | 'progress' | 'seen'>): readonly EventBody[] {
  const stage = progress.stage + 1
  if (step.stages[stage] !== undefined) return [stageEntered(step, stage)]
  if (!step.adopt)
    return [
      {
        type: 'step-done',
        step: step.id,
        outputs: {},
        evidence:
          step.adoptLater === true
            ? 'every stage passed; the canary stays as it is until it is adopted'
            : 'every stage passed; everyone goes to stable again',
      },
    ]
  return [{ type: 'adopting', step: step.id, was: sidesBefore(step.targets, seen) }]
}

export function stageEntered(step: RolloutStep, stage: number): EventBody {
  return {
    type: 'stage-entered',
    step: step.id,
    stage,
    weight: stageOf(step, stage).weight,
    targets: step.targets,
  }
}
