import { type Actor, nameOf } from '../access/actor.ts'
import { baselineOf } from '../change/state/baseline.ts'
import type { Run } from '../change/state/run.ts'
import { isRelative } from '../judge/rule.ts'
import type { FollowUp, FollowUpTask, TaskCheck } from '../runbook/follow-up.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { OwedTask } from './owed-task.ts'
import { firstLook, type TaskEvidence } from './task-evidence.ts'

/** What is known of the change whose end it is. */
export type EndedChange = {
  readonly id: string
  readonly runbook: Pick<Runbook, 'title' | 'environment' | 'followUps' | 'leads'>
  readonly requester: Actor
  /** What it has measured; none: it has measured nothing. */
  readonly run?: Pick<Run, 'baseline' | 'recent'> | null
}

/** Everything that is owed once the change has ended like this, soonest first. */
export function tasksOwed(change: EndedChange, on: FollowUp['on'], at: Instant): readonly OwedTask[] {
  return (change.runbook.followUps ?? [])
    .filter((followUp) => followUp.on === on)
    .flatMap((followUp) =>
      roundsOf(followUp, at).flatMap((round) => followUp.tasks.map((task) => owed(change, task, round, at))),
    )
    .sort((a, b) => a.dueAt - b.dueAt)
}

/** `of`: how many there are of it. */
type Round = {
  readonly number: number | null
  readonly of: number
  readonly from: Instant
  readonly dueAt: Instant
}

/** One, or as many as fit: each is due at its own end, the last at the end of the whole. */
function roundsOf({ when }: FollowUp, at: Instant): readonly Round[] {
  if (when.due === 'within') return [{ number: null, of: 1, from: at, dueAt: at + when.withinMs }]
  const rounds = Math.max(1, Math.ceil(when.forMs / when.everyMs))
  return Array.from({ length: rounds }, (_, i) => ({
    number: i + 1,
    of: rounds,
    from: at + i * when.everyMs,
    dueAt: at + Math.min((i + 1) * when.everyMs, when.forMs),
  }))
}

function owed(
  { id, runbook, requester, run = null }: EndedChange,
  task: FollowUpTask,
  { number, of, from, dueAt }: Round,
  since: Instant,
): OwedTask {
  const lead = task.owner === undefined ? undefined : runbook.leads?.[task.owner]
  return {
    change: id,
    id: number === null ? task.id : `${task.id}.${number}`,
    // One a line in lists, notices and buttons, so that each says which of them it is.
    title: number === null || of === 1 ? task.title : `${task.title} (${number} of ${of})`,
    environment: runbook.environment,
    of: runbook.title,
    owner: lead?.person ?? nameOf(requester),
    as: lead?.title ?? null,
    since,
    remindAt: dueAt - remindedBefore(dueAt - from),
    dueAt,
    told: 'nothing',
    done: null,
    evidence:
      task.evidence === undefined
        ? null
        : evidenceOf(task.evidence, run, from, number === null ? null : dueAt),
  }
}

/** Each round has evidence of its own: nothing from before it, or after it. */
function evidenceOf(
  check: TaskCheck,
  run: EndedChange['run'],
  from: Instant,
  until: Instant | null,
): TaskEvidence {
  const references = referencesOf(check, run)
  const kept = references === null ? {} : { references }
  return { check, from, until, ...kept, lookAt: firstLook(check, from), seen: null }
}

/** The change keeps them no longer than itself; what it has not measured is not there, and is no data. */
function referencesOf(check: TaskCheck, run: EndedChange['run']): Readonly<Record<string, number>> | null {
  if (check.check !== 'rule' || !isRelative(check.rule.bound)) return null
  const { bound, signal } = check.rule
  if (bound.of !== 'baseline' && bound.of !== 'recent') return null
  const known = bound.of === 'recent' ? run?.recent?.found : run?.baseline
  return Object.fromEntries(
    check.targets.flatMap((target) => {
      const captured = baselineOf(known, signal, target)
      // What follows the hour has no number that could be kept.
      return captured === null || !('value' in captured) ? [] : [[target, captured.value] as const]
    }),
  )
}

const HOUR: Millis = 3_600_000
/** With a quarter of the time left, but at most a day. */
const remindedBefore = (spanMs: Millis): Millis => Math.min(Math.floor(spanMs / 4), 24 * HOUR)
