import type { Ticks } from '../ports/store/ticks.ts'

/** What became of ticks: `taken` and `quiet`, or why not. */
export type TickSeen = { readonly result: string; readonly count: number; readonly seconds: number }

/** Notifies a listener of every tick, so that code that takes turns does not have to. */
export function watchTicks(ticks: Ticks): {
  readonly ticks: Ticks
  onTick(listener: (seen: TickSeen) => void): void
} {
  const listeners: ((seen: TickSeen) => void)[] = []
  const tell = (result: string, from: number, count = 1) => {
    const seconds = (performance.now() - from) / 1_000
    if (count > 0) for (const listener of listeners) listener({ result, count, seconds })
  }
  return {
    onTick: (listener) => void listeners.push(listener),
    ticks: {
      ...ticks,
      async quiet(...asked) {
        const from = performance.now()
        const ticked = await ticks.quiet(...asked)
        tell('quiet', from, ticked.quiet)
        return ticked
      },
      async tick(...asked) {
        const from = performance.now()
        try {
          const ticked = await ticks.tick(...asked)
          tell(ticked.ticked ? 'taken' : ticked.because, from)
          return ticked
        } catch (error) {
          tell('no-database', from)
          throw error
        }
      },
    },
  }
}
