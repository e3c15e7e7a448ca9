import type { Notice } from '../../core/notice/notice.ts'
import type { Instant } from '../../core/time/instant.ts'

/**
 * Written in the tick's transaction, delivered afterwards, each once per channel as far as the receiver keeps its
 * ids.
 */
export interface Notices {
  /** For what is not said by a turn: a stuck change, for one. A notice whose id is known already is dropped. */
  add(notices: readonly Notice[]): Promise<void>
  /**
   * Due ones, oldest first; `attempt` is 1 for the first. The server that takes one has it until `until`: no other
   * server sends it as well, unless this one dies before it has said what became of it.
   */
  take(now: Instant, limit: number, until: Instant): Promise<readonly { notice: Notice; attempt: number }[]>
  delivered(id: string, now: Instant): Promise<void>
  /** `again` null: given up, kept with its reason. */
  failed(id: string, because: string, again: Instant | null): Promise<void>
  /** Forgets those that were delivered or given up before; answers how many. */
  prune(before: Instant): Promise<number>
}
