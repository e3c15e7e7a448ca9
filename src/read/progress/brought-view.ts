import { broughtBy } from '../../core/change/history/brought.ts'
import type { Brought } from '../../core/traffic/brought.ts'
import { targetOf } from '../records/target-view.ts'
import type { Seen } from './seen.ts'

/** Where the new version of a change is, by what its targets are told now. */
export function viewBrought({ change, targets }: Pick<Seen, 'change' | 'targets'>): readonly Brought[] {
  const { environment, targets: services } = change.runbook
  const known = services.flatMap((service) => {
    const row = targetOf(environment, service, targets)
    return row === null ? [] : [[service, row.desired.stable] as const]
  })
  return broughtBy(change, Object.fromEntries(known))
}
