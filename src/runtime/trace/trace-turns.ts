import { eventOf, readChangeEntry } from '../../core/change/events/change-entry.ts'
import type { ChangeEvent } from '../../core/change/events/event.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Instant } from '../../core/time/instant.ts'
import { ends } from '../../core/trace/begins-and-ends.ts'
import { traceIdOf } from '../../core/trace/ids.ts'
import type { Span } from '../../core/trace/span.ts'
import { spansOf } from '../../core/trace/spans.ts'
import type { Turn } from '../../ports/store/ticks.ts'
import type { Traces } from '../../ports/traces.ts'
import type { Runtime } from '../context/runtime.ts'

type Tracing = Pick<Runtime, 'store' | 'clock' | 'log'> & { readonly traces: Traces }

/** So many turns may wait to be told, and so much of a journal is read for one of them. */
const WAITING_MAX = 200
const ENTRIES_MAX = 20_000
const PAGE = 1_000

/**
 * Tells the spans that a turn has ended, and the turn itself if anything happened in it. Nothing waits for it: it reads
 * the change's journal after the turn, one change after the other.
 */
export function turnTracer(runtime: Tracing): (turn: Turn, began: Instant) => void {
  const { traces } = runtime
  let waiting = 0
  let last: Promise<void> = Promise.resolve()
  return ({ change, entries }, began) => {
    const events = entries.map(eventOf).filter((event) => event !== null)
    if (events.length === 0) return
    const traceId = traceIdOf(change)
    traces.tell(traceId, [turnSpan(events, began, runtime.clock.now())])
    if (!events.some((event) => ends(event, '').length > 0)) return
    if (waiting >= WAITING_MAX) return traces.leftOut(1)
    waiting += 1
    last = last
      .then(async () => {
        const all = await journalOf(runtime, change.id)
        if (all === null) return traces.leftOut(1)
        const ended = spansOf(change.id, all, change.runbook).filter(({ by }) => isOf(all[by], events))
        traces.tell(
          traceId,
          ended.map(({ span }) => span),
        )
      })
      .catch((error: unknown) => {
        traces.leftOut(1)
        runtime.log.debug({ err: error, change: change.id }, 'a trace is told without a part of it')
      })
      .finally(() => {
        waiting -= 1
      })
  }
}

const turnSpan = (events: readonly ChangeEvent[], began: Instant, now: Instant): Span => ({
  key: `turn ${events[0]?.at ?? began}`,
  parent: 'change',
  name: 'turn',
  from: Math.min(began, now),
  to: now,
  failed: null,
  attributes: { 'cutwater.events': events.map(({ type }) => type).join(' ') },
  notes: [],
})

/** Events of a turn have its moment; two turns in one millisecond would tell a span twice, under the same id. */
const isOf = (event: ChangeEvent | undefined, events: readonly ChangeEvent[]): boolean =>
  events.some(({ at, type }) => event?.at === at && event.type === type)

/** Null where it is longer than is read for this. */
async function journalOf({ store }: Tracing, id: ChangeId): Promise<readonly ChangeEvent[] | null> {
  const events: ChangeEvent[] = []
  for (let after = 0; after < ENTRIES_MAX; ) {
    const page = await store.journal.read(`change/${id}`, after, PAGE)
    for (const entry of page) {
      const read = readChangeEntry(entry)
      if (read.says === 'event') events.push(read.event)
    }
    if (page.length < PAGE) return events
    after = page.at(-1)?.seq ?? ENTRIES_MAX
  }
  return null
}
