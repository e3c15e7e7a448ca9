import { followUpOverdue, followUpProved } from '../follow-up/follow-up-events.ts'
import { afterLook } from '../follow-up/look-at-task.ts'
import type { OwedTask } from '../follow-up/owed-task.ts'
import { type Measured, ruleHeld } from '../follow-up/rule-evidence.ts'
import { firstLook } from '../follow-up/task-evidence.ts'
import { isRelative } from '../judge/rule.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { boundLooks } from './too-long.ts'
import type { VirtualWorld } from './virtual-world.ts'

/** What becomes of a task by what is measured after the end. */
export type SeenAfterwards = {
  readonly at: Instant
  readonly type: 'follow-up-proved' | 'follow-up-overdue'
  readonly sentence: string
}

/**
 * Looks for the evidence of tasks as a server would, over the same virtual measurements, until then. Flags and what
 * people register are not foretold: those tasks stay owed.
 */
export function seenAfterwards(
  tasks: readonly OwedTask[],
  world: VirtualWorld,
  every: Millis,
  until: Instant,
): readonly SeenAfterwards[] {
  let looks = 0
  const all = tasks.flatMap((owed): readonly SeenAfterwards[] => {
    const found: SeenAfterwards[] = []
    let task = owed
    for (let now = lookAt(task); now !== null && now <= until; now = lookAt(task)) {
      boundLooks(++looks)
      if (now > task.dueAt && found.length === 0) found.push(overdue(task))
      task = look(task, world, every, now)
    }
    if (task.done !== null) {
      const { id, title, dueAt, done } = task
      const data = { task: id, title, seen: done.note, lateMs: Math.max(0, done.at - dueAt) }
      found.push({ at: done.at, type: 'follow-up-proved', sentence: followUpProved.sentence(data, done.by) })
    } else if (isMeasured(task) && task.dueAt <= until && found.length === 0) found.push(overdue(task))
    return found
  })
  return all.toSorted((a, b) => a.at - b.at)
}

const isMeasured = ({ evidence }: OwedTask): boolean => evidence?.check.check === 'rule'

const lookAt = (task: OwedTask): Instant | null => (isMeasured(task) ? (task.evidence?.lookAt ?? null) : null)

function overdue(task: OwedTask): SeenAfterwards {
  const { id, title, owner, dueAt, evidence } = task
  const sentence = followUpOverdue.sentence({ task: id, title, owner, dueAt }, '')
  const seen = evidence?.seen === null ? '' : `; seen last: ${evidence?.seen.words}`
  return { at: dueAt, type: 'follow-up-overdue', sentence: `${sentence}${seen}` }
}

function look(task: OwedTask, world: VirtualWorld, every: Millis, now: Instant): OwedTask {
  const { evidence } = task
  if (evidence?.check.check !== 'rule') return task
  const { rule } = evidence.check
  const { signal, bound } = rule
  const measuredOn = (target: string): Measured => {
    const watermark = world.watermark(target, now, every, 'stable')
    if (watermark === null) return { unavailable: 'the source is away' }
    const slo = world.sloOf(signal) ?? undefined
    const reference = isRelative(bound) && bound.of === 'slo' ? slo : evidence.references?.[target]
    const from = Math.max(evidence.from, watermark - firstLook(evidence.check, 0) - 2 * every)
    const samples = world.measure(target, 'stable', rule, from, watermark, every)
    return { samples, watermark, stepMs: every, ...(reference === undefined ? {} : { reference }) }
  }
  return afterLook(task, ruleHeld(evidence, measuredOn, world.shapeOf(signal), now), now)
}
