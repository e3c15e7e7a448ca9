import { type Desired, isLatched, sameDesired } from '../../core/traffic/desired.ts'
import type { ProxyReport } from '../../ports/traffic.ts'

/** What a proxy's word means beside what is desired. */
export type Standing =
  | 'agrees'
  | 'unreachable'
  /** It has something older: tell it again. */
  | 'behind'
  /** It was latched behind the database's back; the operator wants it closed, and the change that moves it stopped. */
  | 'latched-itself'
  /** It knows more than the database does: a backup was restored, or the database is another one. */
  | 'ahead'

/** Pure, so that every way in which two memories can differ is tested as a table. */
export function compareTraffic(desired: Desired, report: ProxyReport): Standing {
  if (!report.reached) return 'unreachable'
  const { has } = report
  if (sameDesired(has, desired)) return 'agrees'
  if (isLatched(has.split) && (has.generation >= desired.generation || !isLatched(desired.split)))
    return 'latched-itself'
  // A person has latched the target since: the database's word counts again, above whatever the proxy has.
  if (has.generation >= desired.generation) return isLatched(desired.split) ? 'latched-itself' : 'ahead'
  return 'behind'
}
