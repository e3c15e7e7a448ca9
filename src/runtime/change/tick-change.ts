import { eventOf } from '../../core/change/events/change-entry.ts'
import { announcedBy } from '../../core/change/events/event-name.ts'
import { askedSides } from '../../core/change/probing/asked.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import { isTerminal } from '../../core/change/state/change.ts'
import { pages } from '../../core/notice/notices-for.ts'
import { sentenceFor } from '../../core/notice/sentence.ts'
import { traceIdOf } from '../../core/trace/ids.ts'
import type { Loaded, TickResult, Turn } from '../../ports/store/ticks.ts'
import { channelsOf, fullName } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { pageStuck } from '../notice/page-stuck.ts'
import { turnFor } from './take-turn.ts'

/**
 * One turn of one change, and the parts that have to act on it are notified. Throws when the database cannot be
 * reached.
 */
export async function tickChange(runtime: Runtime, id: ChangeId, lock: 'skip' | 'wait'): Promise<TickResult> {
  const { store, clock, log } = runtime
  const began = clock.now()
  const result = await store.ticks.tick(id, began, lock, turnIn(runtime))
  if (result.ticked) {
    tell(runtime, result.turn)
    runtime.traceTurn?.(result.turn, began)
    nudge(runtime, result.turn)
  } else if (result.because === 'failed') {
    log.error({ change: id, err: result.error }, 'a turn failed and will be taken again')
  } else if (result.because === 'stuck') {
    log.error({ change: id, err: result.error, errors: result.stuck.errors }, 'STUCK: turns go on failing')
    await pageStuck(runtime, id, result.stuck)
  }
  return result
}

/** How changes take their turns here. */
export function turnIn({ reach, takeover }: Runtime): (loaded: Loaded) => Turn {
  const here = { takeover, channelsOf: (environment: string) => channelsOf(reach, environment) }
  return (loaded) => turnFor(loaded, here)
}

function tell({ log: plain, traces }: Runtime, { change, entries }: Turn): void {
  if (entries.length === 0) return
  const log = traces === undefined ? plain : plain.child({ trace_id: traceIdOf(change) })
  for (const entry of entries) {
    const event = eventOf(entry)
    if (event === null) {
      log.warn({ change: change.id, event: 'change:refused', ...entry.data }, 'refused')
      continue
    }
    const line = { change: change.id, event: announcedBy(event), at: event.at, by: event.by }
    log[pages(event) ? 'warn' : 'info'](line, sentenceFor(event, change.runbook))
  }
}

function nudge({ bells }: Runtime, { change, entries, orders, notices }: Turn): void {
  for (const order of orders) {
    switch (order.order) {
      case 'split':
      case 'adopt':
      case 'mode':
        bells.targets.get(fullName(change.runbook.environment, order.target))?.ring()
        break
      case 'stop':
        bells.effects.ring()
        break
      case 'owe':
        bells.followUps.ring()
        bells.evidence.ring()
        break
      case 'supersede':
      case 'release-claims':
        bells.tick.ring()
        break
      case 'run':
      case 'claim':
        break
    }
  }
  if (notices.length > 0) bells.notices.ring()
  if (entries.length > 0 && askedSides(change).length > 0) bells.probes.ring()
  if (entries.length > 0 && isTerminal(change)) bells.checkpoints.ring()
}
