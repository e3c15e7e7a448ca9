import type { Sample } from '../../../src/core/judge/sample.ts'
import type { Instant, Millis } from '../../../src/core/time/instant.ts'
import { acceptWrite, CLOSED, type Desired } from '../../../src/core/traffic/desired.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { Metrics } from '../../../src/ports/metrics.ts'
import type { Traffic } from '../../../src/ports/traffic.ts'

/**
 * What a server with many targets stands among, in its own memory: neither proxies nor a metrics server are what is
 * measured.
 */

/** Keeps to the rule that every proxy follows. */
export function proxiesInMemory(): Traffic {
  const kept = new Map<string, Desired>()
  const has = (target: string): Desired =>
    kept.get(target) ?? { generation: 0, stable: 'blue', split: CLOSED }
  return {
    async write(target, desired) {
      const { now } = acceptWrite(has(target), desired)
      kept.set(target, now)
      return [{ instance: 'memory', reached: true, has: now }]
    },
    read: async (target) => [{ instance: 'memory', reached: true, has: has(target) }],
  }
}

const SECOND: Millis = 1_000

/** Everybody is healthy: a hundred requests a second on each slot, all good, known a second after they were made. */
export function healthyMetrics(clock: Pick<Clock, 'now'>): Metrics {
  return {
    intervalMs: SECOND,
    lagMs: 0,
    async read(questions) {
      const watermark = Math.floor(clock.now() / SECOND) * SECOND
      return questions.map(({ from }) => ({ samples: samplesIn(from, watermark), watermark }))
    },
  }
}

function samplesIn(from: Instant, to: Instant): readonly Sample[] {
  const samples: Sample[] = []
  for (let at = Math.ceil(from / SECOND) * SECOND; at + SECOND <= to; at += SECOND)
    samples.push({ kind: 'ratio', at, span: SECOND, total: 100, good: 100 })
  return samples
}
