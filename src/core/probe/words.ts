import type { ProbeWord } from './answer.ts'
import { type Probe, probeName } from './probe.ts'

/** `live (/health/live)`, `/health/db`. */
export function probeWords(probe: Pick<Probe, 'kind' | 'path'>): string {
  const name = probeName(probe)
  return name === probe.path ? name : `${name} (${probe.path})`
}

/** `not well 3 times in a row, the last time: Unhealthy (503 Service Unavailable, 2ms)`. */
export const failedWords = (times: number, says: string): string =>
  `${times === 1 ? 'not well' : `not well ${times} times in a row, the last time`}: ${says}`

/** What follows of it for the change, where anything does. */
export function consequence(kind: Probe['kind'], now: ProbeWord): string | null {
  if (now === 'well') return kind === 'ready' ? 'it may take weight' : null
  switch (kind) {
    case 'startup':
      return 'nobody is sent there'
    case 'ready':
      return 'it takes no new weight until it is ready'
    case 'live':
    case 'critical':
      return 'a guard has tripped'
    case 'shown':
      return 'nothing follows from it'
  }
}
