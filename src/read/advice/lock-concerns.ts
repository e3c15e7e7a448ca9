import { hasFailed } from '../../core/change/rollback/after-failure.ts'
import { heldByEngine } from '../../core/change/state/change.ts'
import { locksInTheWay } from '../../core/change/turn/flags-to-set.ts'
import { heldWords, unlockLine } from '../../core/flag/lock/flags-in-the-way.ts'
import { isLatched } from '../../core/traffic/desired.ts'
import type { Seen } from '../progress/seen.ts'
import { targetOf } from '../records/target-view.ts'
import { instant } from '../shown/instant.ts'
import { type Concern, WHOLE } from './concern.ts'

/** What the engine waits for itself, with what ends it; a latch has a concern of its own. */
export function obstacleConcerns({ change, targets, heldFlags }: Seen): readonly Concern[] {
  if (change.status !== 'scheduled' && change.status !== 'preparing') return []
  if (change.blocked === null || !heldByEngine(change)) return []
  // A step that failed is a concern of its own.
  if (change.status === 'preparing' && hasFailed(change.run)) return []
  const { environment } = change.runbook
  const latched = change.runbook.targets.some((service) => {
    const row = targetOf(environment, service, targets)
    return row !== null && isLatched(row.desired.split)
  })
  if (latched) return []
  return [
    {
      concern: 'blocked',
      sentence: `Held back: ${change.blocked.because}`,
      since: instant(change.blocked.since),
      remedy: 'It opens by itself when that is gone',
      lines: locksInTheWay(change, heldFlags).map((held) => unlockLine(environment, held)),
      ...WHOLE,
    },
  ]
}

/** Locks of others that it will come to; a change of the same plan has left its own by then. */
export function lockConcerns({ change, heldFlags }: Seen): readonly Concern[] {
  // What holds the opening back is said once.
  if ((change.status === 'scheduled' || change.status === 'preparing') && heldByEngine(change)) return []
  const { environment, plan } = change.runbook
  const others = heldFlags.filter(({ lock }) => lock.change?.plan !== plan)
  return locksInTheWay(change, others).map(
    (held): Concern => ({
      concern: 'blocked',
      sentence: `${heldWords(held)}; the change has yet to set it`,
      detail: null,
      since: instant(held.lock.since),
      remedy: 'Lift the lock before the change comes to it',
      lines: [unlockLine(environment, held)],
      item: null,
      target: `${environment}/${held.target}`,
    }),
  )
}
