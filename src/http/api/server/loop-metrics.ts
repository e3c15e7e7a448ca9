import { Counter, Gauge } from 'prom-client'
import type { LoopView } from '../../../read/records/server-view.ts'
import { LOOP_NAMES } from '../../../runtime/loop/loop-table.ts'
import type { Exposition } from '../../exposition/exposition.ts'

/** Rounds that wait for the outside take seconds; those that prune, minutes. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export type LoopMetrics = {
  round(loop: string, result: 'ok' | 'failed', seconds: number): void
  /** Asked at each scrape. */
  loops(seen: () => readonly LoopView[]): void
}

/**
 * One family, `cutwater_loop_*`, for every loop of the table. By kind, so that a thousand targets are one line: of
 * several loops of a kind the one that stands worst counts.
 */
export function loopMetrics(exposition: Exposition): LoopMetrics {
  const registers = [exposition.registry]
  const labelNames = ['loop'] as const
  const runs = new Counter({
    name: 'cutwater_loop_runs_total',
    help: 'Rounds that ended, by loop and by whether they went well.',
    labelNames: ['loop', 'result'],
    registers,
  })
  // A line that appears with its first failure would hide that failure from `increase`.
  for (const loop of LOOP_NAMES) for (const result of ['ok', 'failed']) runs.inc({ loop, result }, 0)
  const durations = exposition.durations({
    name: 'cutwater_loop_duration_seconds',
    help: 'Time of a round of a loop.',
    labelNames,
    buckets: BUCKETS,
  })
  let look: () => readonly LoopView[] = () => []
  const gauge = (
    name: string,
    help: string,
    worst: (members: readonly LoopView[]) => number | null,
  ): Gauge<string> =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const [loop, members] of Map.groupBy(look(), ({ name }) => name)) {
          const value = worst(members)
          if (value !== null) this.set({ loop }, value)
        }
      },
    })
  gauge(
    'cutwater_loop_last_success_timestamp_seconds',
    'When the last round ended well, of the loop of its kind that is furthest behind.',
    (members) => {
      const at = members.map(({ lastSucceededAt }) => lastSucceededAt).filter((each) => each !== null)
      return at.length === 0 ? null : Math.min(...at.map((each) => Date.parse(each))) / 1_000
    },
  )
  gauge('cutwater_loop_lag_seconds', 'How late the next success of a loop is.', (members) =>
    Math.max(...members.map(({ lagMs }) => lagMs / 1_000)),
  )
  gauge('cutwater_loop_failures', 'Failures of a loop in a row; 0 while it works.', (members) =>
    Math.max(...members.map(({ failures }) => failures)),
  )
  const standing = (members: readonly LoopView[]) =>
    members.filter(({ state }) => state === 'standing').length
  gauge(
    'cutwater_loop_standing',
    'How many loops of a kind have a round that does not end or does not begin.',
    standing,
  )
  gauge('cutwater_loops_standing', 'The former name of cutwater_loop_standing.', standing)
  return {
    round(loop, result, seconds) {
      runs.inc({ loop, result })
      durations.observe({ loop }, seconds)
    },
    loops(seen) {
      look = seen
    },
  }
}
