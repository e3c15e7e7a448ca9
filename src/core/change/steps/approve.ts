import { type Actor, nameOf } from '../../access/actor.ts'
import type { ApproveStep, Runbook } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { afterFailure } from '../rollback/after-failure.ts'
import type { Change, Run, StepProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** A step that is done once enough people have approved; one who rejects ends it. */
export type Deciding = Extract<StepProgress, { status: 'deciding' }>

export function beginApproval(
  step: ApproveStep,
  attempt: number,
  { leads = {} }: Pick<Runbook, 'leads'>,
): readonly EventBody[] {
  const asks = step.by.map((lead) => {
    const { person, title = lead } = leads[lead] ?? {}
    return person ?? title
  })
  return [{ type: 'decision-asked', step: step.id, attempt, asks: [...new Set(asks)], quorum: step.quorum }]
}

/** A pause asks for nothing new, but a time limit runs on. */
export function advanceApproval(
  step: ApproveStep,
  progress: Deciding,
  { run, now, paused }: Pick<StepTurn, 'run' | 'now' | 'paused'>,
): readonly EventBody[] {
  const approvers = approversOf(progress)
  if (approvers.length >= step.quorum)
    return [
      { type: 'step-done', step: step.id, outputs: {}, evidence: `approved by ${approvers.join(', ')}` },
    ]
  const [until] = deadlinesOfApproval(step, progress)
  if (until === undefined || now < until) return []
  const reason = `nobody had decided it after ${formatDuration(step.timeLimitMs ?? 0)}: ${approvers.length} of ${step.quorum} had approved`
  return undecided(step, progress, reason, run, paused)
}

/** Its plan says what follows. A change of which nothing has begun has nothing to take back, and is cancelled. */
export function undecided(
  step: ApproveStep,
  { attempt }: Deciding,
  reason: string,
  run: Run,
  paused: boolean,
): readonly EventBody[] {
  const [failed, ...then] = afterFailure(step, attempt, reason, run, paused)
  if (failed === undefined || step.onFailure !== 'rollback' || run.begun.length > 0)
    return failed === undefined ? then : [failed, ...then]
  return [failed, { type: 'cancelled', because: `${step.title}: ${reason}` }]
}

/** Distinct people: one who answers for two parts of the change counts once. */
export const approversOf = ({ decisions }: Pick<Deciding, 'decisions'>): readonly string[] => [
  ...new Set(decisions.filter(({ as }) => as === 'approve').map(({ by }) => by)),
]

export function deadlinesOfApproval(
  { timeLimitMs }: ApproveStep,
  { since }: Pick<Deciding, 'since'>,
): readonly Instant[] {
  return timeLimitMs === undefined ? [] : [since + timeLimitMs]
}

/**
 * The part of the change for which a person decides: one that names them, else one that names nobody and that nobody
 * has decided for. Null: it is for others to decide.
 */
export function leadFor(
  actor: Actor,
  { by }: Pick<ApproveStep, 'by'>,
  { leads = {} }: Pick<Runbook, 'leads'>,
  { decisions }: Pick<Deciding, 'decisions'>,
): string | null {
  const name = nameOf(actor)
  const own = by.find((lead) => leads[lead]?.person === name)
  if (own !== undefined) return own
  const taken = new Set(decisions.map(({ lead }) => lead))
  return by.find((lead) => leads[lead]?.person === undefined && !taken.has(lead)) ?? null
}

/**
 * Why a decision could never be made, however its people decide: too few of them may. Null when it could. `authors` do
 * not count.
 */
export function neverDecided(
  { by, quorum, title }: ApproveStep,
  { leads = {} }: Pick<Runbook, 'leads'>,
  authors: readonly string[],
): string | null {
  const people = by.map((lead) => leads[lead]?.person)
  const named = new Set(people.filter((person) => person !== undefined))
  const own = authors.filter((name) => named.delete(name))
  const most = named.size + people.filter((person) => person === undefined).length
  if (most >= quorum) return null
  const because = own.length === 0 ? '' : `; ${own.join(' and ')} requested or wrote it and does not count`
  return `"${title}" needs ${quorum} to approve, and ${most === 1 ? 'one person' : `${most} people`} may${because}`
}

/** Who requested a change or wrote what it does: they approve nothing of it. */
export const authorsOf = ({
  requester,
  writers = [],
}: Pick<Change, 'requester' | 'writers'>): readonly string[] => [nameOf(requester), ...writers]
