import { hashRunbook } from '../../runbook/hash.ts'
import type { Runbook } from '../../runbook/runbook.ts'

/** Names what a revert would do, for the person who was shown it. The reason is their own, so it is no part of it. */
export function seenHash(runbook: Runbook): string {
  const { reverts } = runbook
  return hashRunbook(reverts === undefined ? runbook : { ...runbook, reverts: { ...reverts, because: '' } })
}
