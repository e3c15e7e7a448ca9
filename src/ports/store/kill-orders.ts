import type { ChangeId } from '../../core/change/state/change.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Which change a kill switch was pulled for under an Idempotency-Key: pulled again, it must not be the next one. */
export interface KillOrders {
  find(key: string): Promise<KillOrder | null>
  /** The first of that key stands, and is returned. */
  remember(key: string, order: KillOrder, now: Instant): Promise<KillOrder>
  /** Forgets keys given before, of changes that are over; answers how many. */
  prune(before: Instant): Promise<number>
}

export type KillOrder = {
  readonly change: ChangeId
  /** What was asked, as canonical text: the same key with another question is a mistake. */
  readonly asked: string
}
