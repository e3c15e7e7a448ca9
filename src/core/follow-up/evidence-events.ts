import { BESIDE } from '../change/events/beside.ts'
import { matchesName } from '../change/events/event-name.ts'

/** What may still happen to a change after its end, by the names that people know; and to its plan. */
const OF_CHANGE = Object.entries(BESIDE).map(([type, { name }]) => ({ name, type }))
const OF_PLAN = ['plan-registered', 'plan-reviewed'].map((type) => ({ name: type, type }))
const ALL = [...OF_CHANGE, ...OF_PLAN]

/** Every name that a task may wait for. */
export const EVIDENCE_EVENTS: readonly string[] = ALL.map(({ name }) => name)

/** The types of journal entries that a name or pattern of a plan means, in the streams of a change and its plan. */
export const typesMeant = (pattern: string): readonly string[] =>
  ALL.filter(({ name }) => matchesName(pattern, name)).map(({ type }) => type)
