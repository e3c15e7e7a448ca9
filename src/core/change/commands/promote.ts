import { formatMeasure } from '../../judge/words.ts'
import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { checklistOpened } from '../items/checklist-opened.ts'
import { notReady } from '../probing/standing.ts'
import { afterStage, lastWordOn, passedStage } from '../rollout/advance.ts'
import { guardStandings } from '../rollout/plan-guards.ts'
import { stageOf } from '../rollout/rolling.ts'
import { type Standing, standings } from '../rollout/standing.ts'
import type { Change, Run } from '../state/change.ts'
import type { Refusal } from './command.ts'
import { type Asked, type Decision, wrongState } from './decision.ts'

export type Promote = { readonly all: boolean; readonly override: string | null }

/**
 * Ends a hold early: with the minimum of samples and every gate holding. Inconclusive evidence only by an override
 * with a reason; a failing gate or no data never. `all` goes on through the later stages as soon as each one's gates
 * hold.
 */
export function promote(change: Change, { all, override }: Promote, asked: Asked): Decision {
  if (override?.trim() === '')
    return {
      refused: 'invalid',
      because: 'an override without a reason is none',
      remedy: 'Say why the missing evidence may be passed over.',
    }
  if (change.status === 'paused') return wrongState(change, 'be promoted', 'Resume it first.')
  if (change.status !== 'running')
    return wrongState(change, 'be promoted', 'Only a stage that is holding can be ended early.')
  if (change.runbook.drill !== undefined)
    return wrongState(change, 'be promoted: it is a drill', 'It goes back by itself; or abort it.')
  if (change.run.overrunAt !== null)
    return {
      refused: 'wrong-state',
      because: 'the window is over: no weight is raised any more',
      remedy: 'Extend the window first, or abort.',
    }
  const holding = holdingRollout(
    change.runbook.steps.filter((s) => s.kind === 'rollout'),
    change.run,
  )
  if (holding === null)
    return wrongState(change, 'be promoted at this moment: no stage is holding', 'Wait until a stage holds.')
  const { step, progress, phase } = holding
  if (progress.asked !== undefined)
    return {
      refused: 'busy',
      because: 'the hold is over: the stage waits for its checklist',
      remedy: `See what is open: cutwater show ${change.id}.`,
    }
  const waits = lastWordOn({ step, progress, run: change.run }) !== null
  if (waits)
    return {
      refused: 'busy',
      because: `"${step.title}" is adopted by the word of ${change.run.promotion?.approver}, which is asked for at the end of the hold`,
      remedy: `Name another person, or none: cutwater promote ${change.id} --auto.`,
    }
  const { now, seen } = asked
  const unready = notReady(step.targets, change.runbook, change.run, seen)
  if (unready.length > 0)
    return {
      refused: 'evidence',
      because: `the new side of ${unready.join(' and ')} is not ready: it takes no new weight`,
      remedy: `Wait until it is, or abort; cutwater show ${change.id} says what it answers.`,
    }
  const known = [
    ...standings(step, progress, seen.judged, now, seen.takeover),
    ...guardStandings(change.runbook, change.run, seen.judged, now, seen.takeover, step.targets),
  ].filter(({ rule }) => rule.noData.then !== 'ignore')
  const obstacle = known
    .map((standing) => obstacleOf(standing, override, Math.max(asked.seen.takeover, phase.from + 1)))
    .find((found) => found !== null)
  if (obstacle !== undefined) return obstacle

  const gates = known.filter(({ rule }) => rule.kind === 'gate')
  const promoted = { type: 'promoted', step: step.id, stage: progress.stage, all, override } as const
  // Its checklist is not passed over: only the hold ends early.
  if ((stageOf(step, progress.stage).checklist ?? []).length > 0) {
    const place = { step: step.id, stage: progress.stage }
    return { events: [promoted, checklistOpened(place, change.runbook, override)] }
  }
  return {
    events: [
      promoted,
      passedStage(step, progress, gates),
      ...afterStage({ step, progress, seen: asked.seen }),
    ],
  }
}

function holdingRollout(steps: readonly RolloutStep[], run: Run) {
  for (const step of steps) {
    const progress = run.steps[step.id]
    if (progress?.status !== 'rolling') continue
    const { phase } = progress.rollout
    if (phase.phase === 'holding') return { step, progress: progress.rollout, phase }
  }
  return null
}

function obstacleOf(
  { rule, target, verdict, judged }: Standing,
  override: string | null,
  since: Instant,
): Refusal | null {
  const refusal = (because: string, remedy: string): Refusal => ({ refused: 'evidence', because, remedy })
  if (verdict === 'no-data' || judged === null)
    return refusal(
      `there is no data for ${rule.id} on ${target}`,
      'Bring the metrics back; nothing is promoted on no data.',
    )
  if (judged.watermark < since)
    return refusal(
      `no evidence for ${rule.id} on ${target} since this hold began or the server started`,
      'Wait for the next measurement.',
    )
  if (verdict === 'worse')
    return refusal(
      `${rule.kind} ${rule.id} does not hold on ${target}`,
      'A failing gate is never passed: abort, or wait.',
    )
  if (verdict !== 'no-worse' && rule.kind === 'gate' && override === null)
    return refusal(
      judged.evidence.test === undefined
        ? `${rule.id} on ${target} has ${judged.evidence.samples} of ${rule.minSamples} samples: inconclusive`
        : `${rule.id} cannot tell yet on ${target}: ${formatMeasure(judged.evidence)}`,
      'Wait for more traffic, or promote with an override and its reason.',
    )
  return null
}
