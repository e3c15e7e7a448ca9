import type { Instant } from '../../time/instant.ts'
import { sameMode, type TrafficMode } from '../../traffic/mode.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { ACKNOWLEDGED_WITHIN_MS } from '../rollout/move.ts'
import type { Run, UndoProgress } from '../state/change.ts'
import type { ModeSet } from '../state/mode-set.ts'
import { modeNow } from './mode.ts'

/** No mode outlives the change that set it. What somebody else has set since is left as it is. */
export function undoMode(
  step: string,
  { modes = [] }: Run,
  undo: UndoProgress | undefined,
  now: Instant,
  { traffic }: Observations,
): readonly EventBody[] {
  const own = modes.filter((one) => one.step === step)
  const targets = targetsOf(own)
  if (undo?.status === 'running') {
    const late = targets.filter((target) => traffic[target]?.settled !== true)
    if (late.length === 0)
      return [{ type: 'undo-done', step, evidence: 'what users may do is as it was before' }]
    if (undo.warned === true || now - undo.since < ACKNOWLEDGED_WITHIN_MS) return []
    return [{ type: 'mode-undo-unacknowledged', step, targets: late }]
  }
  const left = targets.filter(
    (target) =>
      isTaken(own, traffic, target) || !sameMode(newest(own, target)?.set[target], modeNow(traffic, target)),
  )
  if (left.length > 0) return [{ type: 'mode-left', targets: left }]
  const back = before(own, traffic)
  if (Object.keys(back).length > 0) return [{ type: 'mode-undoing', step, back }]
  return [{ type: 'undo-done', step, evidence: 'nothing of it is left to put back' }]
}

/** At a good end: what still turns users away. A step that made a target normal is the plan's own last word. */
export function putBackAtEnd({ modes = [] }: Run, { traffic }: Observations): readonly EventBody[] {
  const restricted = targetsOf(modes).filter((target) => isRestricted({ modes }, target))
  const taken = restricted.filter((target) => isTaken(modes, traffic, target))
  if (taken.length > 0) return [{ type: 'mode-left', targets: taken }]
  const all = before(modes, traffic)
  const back = Object.fromEntries(Object.entries(all).filter(([target]) => restricted.includes(target)))
  return Object.keys(back).length === 0 ? [] : [{ type: 'mode-put-back', back }]
}

/** Somebody else wants the very mode that these have brought: it is theirs now. */
const isTaken = (sets: readonly ModeSet[], traffic: Observations['traffic'], target: string): boolean =>
  traffic[target]?.modeTaken === true && before(sets, traffic)[target] !== undefined

/** Users are turned away there by what this change has ordered last. */
export function isRestricted({ modes = [] }: Pick<Run, 'modes'>, target: string): boolean {
  const set = newest(modes, target)?.set[target]
  return set !== undefined && set.traffic !== 'normal'
}

const targetsOf = (sets: readonly ModeSet[]): readonly string[] => [
  ...new Set(sets.flatMap(({ set }) => Object.keys(set))),
]

const newest = (sets: readonly ModeSet[], target: string): ModeSet | undefined =>
  sets.findLast(({ set }) => Object.hasOwn(set, target))

/**
 * By target, what was before the first of these, where that is another mode. Each has to have found what the one before
 * it had set: otherwise somebody else came between, whose word stands.
 */
function before(
  sets: readonly ModeSet[],
  traffic: Observations['traffic'],
): Readonly<Record<string, TrafficMode>> {
  const back: Record<string, TrafficMode> = {}
  for (const target of targetsOf(sets)) {
    const now = modeNow(traffic, target)
    let then = now
    for (const { set, was } of sets.toReversed()) {
      if (!Object.hasOwn(set, target)) continue
      if (!sameMode(set[target], then)) break
      then = was[target] ?? then
    }
    if (!sameMode(now, then)) back[target] = then
  }
  return back
}
