import type { Instant } from '../core/time/instant.ts'
import { MetricsUnavailable, type Question } from './metrics.ts'
import type { Polled } from './polled-metrics.ts'
import { believed } from './polled-readings.ts'
import { NeedsVersion, SourceFault } from './source-fault.ts'

/** More of them say nothing new. */
const TARGETS_MAX = 10

/**
 * Asks once for a signal on each target and both sides, and says in words why there would be no data; nothing when
 * there would be. What needs the version of a change is not asked, because there is none.
 */
export async function probePolled<Bound, Answered>(
  source: Polled<Bound, Answered>,
  {
    environment,
    signal,
    targets,
  }: { readonly environment: string; readonly signal: string; readonly targets: readonly string[] },
  now: Instant,
): Promise<readonly SourceFault[]> {
  const faults = new Map<string, SourceFault>()
  for (const target of targets.slice(0, TARGETS_MAX))
    for (const [slot, side] of [
      ['stable', 'blue'],
      ['canary', 'green'],
    ] as const) {
      const fault = await probe(source, { environment, signal, target, slot, side, from: now }, now)
      if (fault !== null) faults.set(fault.message, fault)
    }
  return [...faults.values()]
}

async function probe<Bound, Answered>(
  source: Polled<Bound, Answered>,
  question: Question,
  now: Instant,
): Promise<SourceFault | null> {
  const { intervalMs, lagMs, timeLimitMs, name } = source
  const to = Math.floor((now - lagMs) / intervalMs) * intervalMs
  try {
    const bound = source.boundOf(question)
    const { isWindowed, kind } = source.readAs(bound)
    const window = isWindowed ? { from: to - intervalMs, to } : null
    const answered = await source.ask(bound, question, window, AbortSignal.timeout(timeLimitMs))
    believed({ kind }, source.pick(bound, answered, question), name)
    return null
  } catch (error) {
    if (error instanceof NeedsVersion) return null
    if (error instanceof SourceFault) return error
    if (error instanceof MetricsUnavailable) return new SourceFault('away', error.message)
    throw error
  }
}
