import { duplicateIds } from '../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { formatDuration } from '../../time/duration.ts'
import { type Arranged, planTargets } from '../compile/arrange.ts'
import { followUpName } from '../compile/compile-follow-ups.ts'
import type { PlanFollowUp } from '../schema/follow-ups.ts'
import type { Plan } from '../schema/plan.ts'
import { taskEvidenceFaults } from './check-task-evidence.ts'

/** What is wrong with follow-ups and notices. */
export function checkFollowUps(
  { followUps = [], notices = [] }: Plan,
  steps: readonly Arranged[],
): readonly Fault[] {
  const targets = planTargets(steps)
  const written = followUps.flatMap(({ id }, i) => (id === undefined ? [] : [{ id, path: ['followUps', i] }]))
  const tasks = followUps.flatMap((one, i) =>
    one.tasks.flatMap(({ id }, j) => (id === undefined ? [] : [{ id, path: ['followUps', i, 'tasks', j] }])),
  )
  return [
    ...duplicateIds(written),
    ...duplicateIds(tasks),
    ...followUps.flatMap(dueFaults),
    ...followUps.flatMap((one, i) => taskEvidenceFaults(one, ['followUps', i], targets)),
    ...tooManyTasks(followUps),
    ...notices.flatMap(({ from = 0, until }, i) =>
      until === undefined || until > from
        ? []
        : [
            fault(
              ['notices', i, 'until'],
              'bad-value',
              'this ends before it begins',
              'write a moment after `from`',
            ),
          ],
    ),
  ]
}

/** All of them are written in the turn in which the change ends, and read by people afterwards. */
const MOST_TASKS = 500

function tooManyTasks(followUps: readonly PlanFollowUp[]): readonly Fault[] {
  let owed = 0
  for (const [i, { every, for: length, tasks }] of followUps.entries()) {
    const rounds = every === undefined || every === 0 ? 1 : Math.ceil((length ?? every) / every)
    // More rounds than there may be were reported already.
    owed += rounds > MOST_ROUNDS ? 0 : rounds * tasks.length
    if (owed > MOST_TASKS)
      return [
        fault(
          ['followUps', i, 'tasks'],
          'too-large',
          `with these ${owed} tasks are owed, of ${MOST_TASKS} allowed; a task of each round counts`,
          'gather tasks into one, or let them come less often',
        ),
      ]
  }
  return []
}

/** A round a minute for a year would be half a million tasks. */
const MOST_ROUNDS = 100

function dueFaults(one: PlanFollowUp, i: number): readonly Fault[] {
  const path = ['followUps', i]
  const { within, every, for: length } = one
  if (within === 0 || every === 0) {
    const key = within === 0 ? 'within' : 'every'
    return [fault([...path, key], 'bad-value', 'nobody can do it in no time', 'write 1h')]
  }
  if (every === undefined)
    return length === undefined
      ? []
      : [keyFault([...path, 'for'], 'unknown-key', '`for` belongs to `every`', 'remove it')]
  if (length === undefined)
    return [keyFault(path, 'missing', `${followUpName(one)} never ends: for is missing`, 'add for: 72h')]
  if (length < every)
    return [
      fault(
        [...path, 'for'],
        'bad-value',
        `${formatDuration(length)} is shorter than one round`,
        `write for: ${formatDuration(every)} or more`,
      ),
    ]
  const rounds = length / every
  return rounds <= MOST_ROUNDS
    ? []
    : [
        fault(
          [...path, 'every'],
          'too-large',
          `that is ${Math.floor(rounds)} rounds, of ${MOST_ROUNDS} allowed`,
          'do it less often, or for a shorter time',
        ),
      ]
}
