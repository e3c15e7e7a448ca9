import type { Binding } from '../../binding/binding.ts'
import { own } from '../../document/tree.ts'
import type { Instant } from '../../time/instant.ts'
import type { Desired } from '../../traffic/desired.ts'
import { openedAt } from '../phase/clock.ts'
import type { Change, ChangeId } from '../state/change.ts'
import type { RevertKnown, TargetKnown } from './plan-revert.ts'

type Row = {
  readonly name: string
  readonly desired: Desired
  readonly owner: ChangeId | null
  /** What runs on its sides is known from here on; null: from the beginning. */
  readonly knownSince?: Instant | null
}

/** Everything that a revert of a change is planned from; `rows` are targets of any environment, by their full names. */
export function revertKnown(
  change: Change,
  history: readonly Change[],
  rows: readonly Row[],
  binding: Binding,
  now: Instant,
): RevertKnown {
  const { environment, targets: services } = change.runbook
  const bound = own(binding.environments, environment)?.targets ?? {}
  const targets = services.flatMap((service): (readonly [string, TargetKnown])[] => {
    const row = rows.find(({ name }) => name === `${environment}/${service}`)
    const target = own(bound, service)
    if (row === undefined || target === undefined) return []
    const { desired, owner } = row
    const { keepWarmMs, deploy } = target
    // What a side was left with before nobody knows any more, however warm it was to be kept.
    const isKnown = (openedAt(change) ?? 0) >= (row.knownSince ?? 0)
    return [
      [service, { desired, owner, keepWarmMs: isKnown ? keepWarmMs : null, deployable: deploy !== null }],
    ]
  })
  return { change, history, targets: Object.fromEntries(targets), now }
}
