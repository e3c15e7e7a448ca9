import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { EVIDENCE_EVENTS, typesMeant } from '../../follow-up/evidence-events.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { LINE_SPAN } from '../compile/compile-accept.ts'
import type { PlanFollowUp, PlanTask } from '../schema/follow-ups.ts'
import { boundFaults, flagFaults } from './line/check-lines.ts'

/** What is looked at of a task after the end: it has to be something that can be seen, in the time that it has. */
export function taskEvidenceFaults(
  { within, every, tasks }: PlanFollowUp,
  path: Path,
  targets: readonly string[],
): readonly Fault[] {
  return tasks.flatMap((task, i) => {
    const place = [...path, 'tasks', i]
    return [
      ...boundFaults(task, place),
      ...strayFaults(task, place),
      ...spanFaults(task, place, every ?? within ?? 0),
      ...eventFaults(task, place),
      ...flagFaults(task, place, targets),
    ]
  })
}

function strayFaults(task: PlanTask, path: Path): readonly Fault[] {
  if (task.signal !== undefined) return []
  return (['over', 'minSamples'] as const).flatMap((key) =>
    task[key] === undefined
      ? []
      : [keyFault([...path, key], 'unknown-key', `\`${key}\` belongs to a signal`, `remove ${key}`)],
  )
}

/** It is read as a whole at each look. */
const LONGEST_SPAN: Millis = 24 * 3_600_000

function spanFaults({ signal, over }: PlanTask, path: Path, room: Millis): readonly Fault[] {
  if (signal === undefined || room === 0) return []
  const span = over ?? LINE_SPAN
  const place = over === undefined ? keyFault : fault
  const at = over === undefined ? [...path, 'signal'] : [...path, 'over']
  if (span === 0) return [fault(at, 'bad-value', 'nothing is measured in no time', 'write over: 5m')]
  if (span > LONGEST_SPAN)
    return [
      fault(
        at,
        'too-large',
        `${formatDuration(span)} is longer than the ${formatDuration(LONGEST_SPAN)} that are looked back over`,
        'write over: 24h or less; with every: 24h each day has a round of its own',
      ),
    ]
  return span <= room
    ? []
    : [
        place(
          at,
          'bad-value',
          `it is looked at over ${formatDuration(span)}, and has to be done within ${formatDuration(room)}`,
          `write over: ${formatDuration(room)} or less`,
        ),
      ]
}

function eventFaults({ events = [] }: PlanTask, path: Path): readonly Fault[] {
  return events.flatMap((name, i) =>
    typesMeant(name).length > 0
      ? []
      : [
          fault(
            [...path, 'events', i],
            'unknown-event',
            `${name} never happens after the end of a change`,
            didYouMean(name, EVIDENCE_EVENTS),
          ),
        ],
  )
}
