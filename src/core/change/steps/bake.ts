import { comparesWithStable, type Gate } from '../../judge/rule.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import type { Judged } from '../../judge/verdict.ts'
import type { BakeStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import { askItems, deadlinesOf, isThrough } from '../items/ask-items.ts'
import { checklistOpened } from '../items/checklist-opened.ts'
import { evidenceLateAt, lateEvidence } from '../items/late-evidence.ts'
import { openRollouts } from '../rollback/descent.ts'
import { evidenceOf, gateFailed, gateUndecided, undecidedAt } from '../rollout/gates.ts'
import { guardStandings } from '../rollout/plan-guards.ts'
import { silenceEvents, silenceIsOver } from '../rollout/silence.ts'
import { everyWatermarkReached, holdEnd } from '../rollout/standing.ts'
import type { BakeProgress, Run } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** Rules without moving traffic: a span that has to be seen, and gates that have to hold at its end. */
export function beginBake(
  step: BakeStep,
  { run, runbook }: Pick<StepTurn, 'run' | 'runbook'>,
): readonly EventBody[] {
  return [{ type: 'bake-started', step: step.id, slots: slotsOf(step, runbook, run) }]
}

/** The canary as long as it has requests and is not adopted; else what serves everyone. */
function slotsOf({ targets }: BakeStep, runbook: Runbook, run: Run): Readonly<Record<string, Slot>> {
  const open = new Set(openRollouts(run, runbook).flatMap(({ step }) => step.targets))
  return Object.fromEntries(targets.map((target) => [target, open.has(target) ? 'canary' : 'stable']))
}

export function advanceBake(step: BakeStep, bake: BakeProgress, turn: StepTurn): readonly EventBody[] {
  const { run, runbook, now, seen, paused } = turn
  const gates = bakeStandings(step, bake, seen.judged, now, seen.takeover)
  const silent = silenceEvents({ step: step.id, missing: bake.missing }, run, gates, now, paused)
  if (silent.length > 0) return silent
  const guards = guardStandings(runbook, run, seen.judged, now, seen.takeover, step.targets)
  const all = [...gates, ...guards]
  const end = bakeEnd(step, bake, all)
  // A pause: the clock stands still.
  if (end === null) return []
  if (now < end) return askedOnTheWay(step, bake, gates, turn)
  const missing = { ...bake.missing, ...run.guards?.missing }
  const until = Math.max(end, seen.takeover)
  if (now < until || !silenceIsOver({ missing }, all) || !everyWatermarkReached(all, until)) return []
  const open = gates.filter(({ verdict }) => verdict !== 'no-worse')
  if (open.length > 0) return staysOpen(step, bake, open, turn, end)
  const asking = askedAtEnd(step, bake, turn)
  if (asking !== null) return asking
  return [
    { type: 'bake-passed', step: step.id, gates: evidenceOf(gates) },
    {
      type: 'step-done',
      step: step.id,
      outputs: {},
      evidence: 'it was watched for as long as the plan says',
    },
  ]
}

/** What it still has to ask, once its gates hold; null when nothing. */
function askedAtEnd(
  { id, checklist = [] }: BakeStep,
  { asked }: BakeProgress,
  { run, runbook, now, seen }: StepTurn,
): readonly EventBody[] | null {
  if (checklist.length === 0) return null
  const place = { step: id, stage: null }
  if (asked === undefined) return [checklistOpened(place, runbook)]
  const { items, at: since, late = false } = asked
  const asking = { place, items, since, run, runbook, now, seen }
  const news = askItems(asking)
  if (news.length > 0) return news
  return isThrough(checklist, items) ? null : lateEvidence(asking, late)
}

/** What is reported every so often; a gate that fails meanwhile decides at once. */
function askedOnTheWay(
  step: BakeStep,
  bake: BakeProgress,
  gates: readonly Standing[],
  { run, now }: StepTurn,
): readonly EventBody[] {
  const due = nextAsked(step, bake)
  if (due === null || now < due) return []
  const reported: EventBody = {
    type: 'bake-reported',
    step: step.id,
    heldMs: heldMs(bake, now),
    gates: evidenceOf(gates),
  }
  const failed = gates
    .map((gate) => gateFailed({ step: step.id }, run, gate))
    .find(({ length }) => length > 0)
  return [reported, ...(failed ?? [])]
}

function staysOpen(
  step: BakeStep,
  { prolonged }: BakeProgress,
  open: readonly Standing[],
  { run, now, paused }: StepTurn,
  since: Instant,
): readonly EventBody[] {
  const place = { step: step.id }
  for (const gate of open) {
    const failed = gateFailed(place, run, gate)
    if (failed.length > 0) return failed
    const undecided = gateUndecided(place, run, gate, { since, now, paused })
    if (undecided.length > 0) return undecided
  }
  return prolonged ? [] : [{ type: 'bake-prolonged', step: step.id, gates: evidenceOf(open) }]
}

export function bakeStandings(
  step: BakeStep,
  { from }: BakeProgress,
  judged: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
): readonly Standing[] {
  return gatesOfBake(step).flatMap((rule) =>
    step.targets.map((target) => standingOf(step.id, rule, target, from, judged, now, listeningSince)),
  )
}

/** A bake moves no traffic: behind a rollout everyone has what it watches, and nothing is left to compare it with. */
export const gatesOfBake = ({ gates }: BakeStep): readonly Gate[] =>
  gates.filter((rule) => !comparesWithStable(rule))

/** When it will have been seen for as long as the plan says; null while its clock stands still. */
export const bakeEnd = (
  { forMs }: BakeStep,
  { from, heldMs, resumedAt, prolonged }: BakeProgress,
  all: readonly Standing[],
): Instant | null => holdEnd({ phase: 'holding', from, heldMs, resumedAt, prolonged }, forMs, all)

export const heldMs = ({ heldMs, resumedAt }: BakeProgress, now: Instant): number =>
  heldMs + (resumedAt === null ? 0 : now - resumedAt)

/** When its gates are asked next on the way; null where the plan does not say how often, or it is paused. */
function nextAsked({ everyMs }: BakeStep, { askedAt, resumedAt }: BakeProgress): Instant | null {
  return everyMs === undefined || resumedAt === null ? null : askedAt + everyMs
}

export function deadlinesOfBake(step: BakeStep, bake: BakeProgress): readonly Instant[] {
  const { asked } = bake
  if (asked !== undefined) return [...deadlinesOf(asked.items), ...evidenceLateAt(asked.at, asked.late)]
  const end = bakeEnd(step, bake, [])
  const known = [end, nextAsked(step, bake)].filter((at) => at !== null)
  return end === null ? known : [...known, ...undecidedAt(step.gates, end)]
}
