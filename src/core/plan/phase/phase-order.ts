import type { PhaseStart } from '../../runbook/phase.ts'
import type { PlanPhase } from '../schema/phase.ts'

/**
 * When each phase begins. Where no phase says `T` or later, the first one without `at` behind those before T begins at
 * T: a plan that prepares something does it for what comes then.
 */
export function startsOf(phases: readonly PlanPhase[]): readonly PhaseStart[] {
  const isBefore = ({ phase: { at } }: PlanPhase): boolean => at === 'before' || (at !== undefined && at < 0)
  const lastBefore = phases.findLastIndex(isBefore)
  const saysT = phases.some(({ phase: { at } }) => typeof at === 'number' && at >= 0)
  return phases.map(({ phase: { at } }, i): PhaseStart => {
    if (at === 'before') return { start: 'scheduled' }
    if (at !== undefined) return { start: 'at', offsetMs: at }
    return !saysT && lastBefore >= 0 && i === lastBefore + 1
      ? { start: 'at', offsetMs: 0 }
      : { start: 'in-turn' }
  })
}

/** What is known of a phase's place in time, by its place in the plan. */
export type PhasePlace = {
  /** It has to end before T. */
  readonly beforeT: boolean
  /** The phases that have surely ended when it begins. */
  readonly behind: ReadonlySet<number>
  /** It begins no earlier than this, from T; null: no moment is known. */
  readonly earliestMs: number | null
}

/**
 * One without `at` belongs where the phase before it stands. Before T each waits for those before T that stand above
 * it, except one that begins when the change is scheduled; from T on one with `at` begins beside what still runs.
 */
export function placesOfPhases(starts: readonly PhaseStart[]): readonly PhasePlace[] {
  const beforeT = beforeTOf(starts)
  const allBefore = starts.flatMap((_, i) => (beforeT[i] === true ? [i] : []))
  const places: PhasePlace[] = []
  for (const [i, start] of starts.entries()) {
    const before = beforeT[i] === true
    const previous = places[i - 1]
    const inTurn = previous === undefined ? [] : [i - 1, ...previous.behind]
    const waitedFor = before ? allBefore.filter((one) => one < i) : allBefore
    const behind = {
      scheduled: [],
      at: waitedFor,
      'in-turn': before ? inTurn : [...allBefore, ...inTurn],
    }[start.start]
    const earliestMs =
      start.start === 'at' ? start.offsetMs : before ? null : Math.max(0, previous?.earliestMs ?? 0)
    places.push({ beforeT: before, behind: new Set(behind), earliestMs })
  }
  return places
}

function beforeTOf(starts: readonly PhaseStart[]): readonly boolean[] {
  let before = false
  return starts.map((start) => {
    if (start.start === 'scheduled') before = true
    if (start.start === 'at') before = start.offsetMs < 0
    return before
  })
}
