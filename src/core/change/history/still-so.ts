import { formatInstant, type Instant } from '../../time/instant.ts'
import type { Observations } from '../outside/observations.ts'
import type { Change } from '../state/change.ts'
import { deployedBy } from './deployed.ts'
import { standingOf } from './in-force.ts'

const ANEW = 'ask for the revert anew'

/**
 * Why a revert that was made earlier must not begin any more: it waited, for an approval or for its targets, and what
 * it goes back to is no longer so. Null when it is; also of a change that is no revert.
 */
export function noLongerSo({ id, runbook }: Change, seen: Observations, now: Instant): string | null {
  const { reverts } = runbook
  if (reverts === undefined) return null
  const moved = reverts.targets.find(({ target, stable }) => {
    const traffic = seen.traffic[target]
    return traffic !== undefined && traffic.desired.stable !== stable
  })
  const history = seen.history?.filter((change) => change.id !== id)
  const original = history?.find((change) => change.id === reverts.change)
  if (history !== undefined && original !== undefined) {
    const standing = standingOf(original, history)
    if (!standing.stands && standing.because !== 'being-reverted')
      return standing.because === 'reverted'
        ? `${reverts.change} was reverted by ${standing.by.id} meanwhile`
        : `${standing.by.id} has moved the targets of ${reverts.change} meanwhile: revert that one first`
  }
  if (moved !== undefined) return `${moved.target} was moved meanwhile: ${ANEW}`
  for (const { target, warm } of reverts.targets) {
    if (warm === null) continue
    if (history !== undefined && deployedBy(history, target).beside.id !== warm.deployment)
      return `something else was deployed beside ${target} meanwhile: ${ANEW}`
    if (now >= warm.until)
      return `the old side of ${target} was kept warm until ${formatInstant(warm.until)}, and that is over: ${ANEW}`
  }
  return null
}
