import type { Probe, ProbeKind } from '../../probe/probe.ts'
import type { Pace } from '../../runbook/pace.ts'
import type { Millis } from '../../time/instant.ts'
import type { Plan } from '../schema/plan.ts'

type Written = NonNullable<Plan['probes']>
type WrittenProbe = Pick<NonNullable<Written['live']>, 'path'> & Partial<NonNullable<Written['live']>>

/** However fast a plan runs, no side is asked more often. */
const LEAST_EVERY_MS: Millis = 100
const EVERY_MS: Millis = 10_000
const LIMIT_MS: Millis = 3_000
const FAILURES = 3

/** The startup first: it comes before all others. */
export function compileProbes({ startup, live, ready, others = {} }: Written, pace: Pace): readonly Probe[] {
  const of = (kind: ProbeKind, written: WrittenProbe | undefined): readonly Probe[] => {
    if (written === undefined) return []
    const { path, delay = 0, every = EVERY_MS, timeLimit, failures, successes } = written
    return [
      {
        kind,
        path,
        delayMs: pace(delay),
        everyMs: Math.max(LEAST_EVERY_MS, pace(every)),
        timeLimitMs: timeLimit ?? LIMIT_MS,
        failures: failures ?? FAILURES,
        successes: successes ?? 1,
      },
    ]
  }
  return [
    ...of('startup', startup),
    ...of('live', live),
    ...of('ready', ready),
    ...Object.entries(others).flatMap(([path, kind]) => of(kind, { path })),
  ]
}
