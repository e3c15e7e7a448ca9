import { backItem } from '../../core/change/outside/observations.ts'
import { CHANGE, spanOf } from '../../core/trace/begins-and-ends.ts'
import { spanIdOf, traceIdOf, traceparentOf } from '../../core/trace/ids.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Runtime } from '../context/runtime.ts'

/**
 * What is called learns its place in the change's trace: as TRACEPARENT in the environment of a command, as the header
 * `traceparent` of a call (W3C Trace Context). Nothing while nobody collects traces.
 */
export async function traceFacts(
  { traces, store }: Pick<Runtime, 'traces' | 'store'>,
  { change: id, ref }: Pick<EffectRow, 'change' | 'ref'>,
): Promise<Readonly<Record<string, string>>> {
  if (traces === undefined) return {}
  const loaded = await store.ticks.load(id)
  if (loaded === null) return {}
  const traceId = traceIdOf(loaded.change)
  return { TRACEPARENT: traceparentOf(traceId, spanIdOf(traceId, placeOf(ref))) }
}

const OF_ROLLBACK = backItem('')

/** The step's attempt, or the undoing of it; a step of the rollback; of a line of a list and all else, the change. */
function placeOf({ item, direction, attempt }: EffectRow['ref']): string {
  if (item.startsWith(OF_ROLLBACK)) return spanOf.back(item.slice(OF_ROLLBACK.length))
  if (/[/:]/.test(item)) return CHANGE
  if (direction === 'undo') return spanOf.undo(item)
  return attempt === 1 ? spanOf.attempt(item) : `${spanOf.attempt(item)} ${attempt}`
}
