import { type Standing as Held, standingOf } from '../../core/traffic/conflict.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport } from '../../ports/traffic.ts'

export type Standing = Held | 'unreachable'

/** What a proxy's word means beside what is desired. */
export function compareTraffic(
  { desired, conflict }: Pick<TargetRow, 'desired' | 'conflict'>,
  report: ProxyReport,
): Standing {
  return report.reached ? standingOf(desired, report.has, conflict !== null) : 'unreachable'
}
