import { type Actor, nameOf } from '../access/actor.ts'
import type { FollowUp, FollowUpTask } from '../runbook/follow-up.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { OwedTask } from './owed-task.ts'

/** What is known of the change whose end it is. */
export type EndedChange = {
  readonly id: string
  readonly runbook: Pick<Runbook, 'title' | 'environment' | 'followUps' | 'leads'>
  readonly requester: Actor
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
  { id, runbook, requester }: EndedChange,
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
  }
}

const HOUR: Millis = 3_600_000
/** With a quarter of the time left, but at most a day. */
const remindedBefore = (spanMs: Millis): Millis => Math.min(Math.floor(spanMs / 4), 24 * HOUR)
