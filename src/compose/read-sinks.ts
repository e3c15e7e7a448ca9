import type { SinkRead } from '../core/journal/sinks/compare-heads.ts'
import type { Millis } from '../core/time/instant.ts'
import { SinkFault } from '../ports/store/external-sink.ts'
import type { BoundSink } from '../runtime/context/anchor.ts'
import { TimeLimitReached, within } from '../runtime/context/time-limit.ts'

/** All pages of one sink together. */
const READ_MS: Millis = 300_000

export type ReadBack =
  | (SinkRead & { readonly read: 'heads' })
  /** It has no list; that is how it is made, and no fault. */
  | { readonly read: 'unreadable'; readonly sink: string; readonly because: string }
  | { readonly read: 'failed'; readonly sink: string; readonly because: string }

/** What each has, all at once. Before the table is read: whatever is in them was in the table by then. */
export const readSinks = (sinks: readonly BoundSink[]): Promise<readonly ReadBack[]> =>
  Promise.all(
    sinks.map(async ({ name, sink }): Promise<ReadBack> => {
      try {
        const heads = await within(READ_MS, 'reading it back', (signal) => sink.heads(0, signal))
        return { read: 'heads', sink: name, heads, keptMs: sink.keptMs }
      } catch (error) {
        if (error instanceof TimeLimitReached) return { read: 'failed', sink: name, because: error.message }
        if (!(error instanceof SinkFault)) throw error
        const because = `it ${error.message}`
        return { read: error.is === 'unreadable' ? 'unreadable' : 'failed', sink: name, because }
      }
    }),
  )
