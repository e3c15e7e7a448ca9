import type { Desired } from '../core/traffic/desired.ts'

/**
 * Whatever splits requests between a target's two sides. Writes are idempotent and ordered by generation: a proxy
 * refuses an older one and answers with what it has. Both calls end with the signal's abort at the latest.
 */
export interface Traffic {
  /**
   * Tell every proxy of the target. A proxy that cannot be reached is in the answer as unreachable; never throws for
   * that.
   */
  write(target: string, desired: Desired, signal: AbortSignal): Promise<readonly ProxyReport[]>
  /** What every proxy has now. */
  read(target: string, signal: AbortSignal): Promise<readonly ProxyReport[]>
}

export type ProxyReport =
  | {
      readonly instance: string
      readonly reached: true
      readonly has: Desired
      /**
       * While it has a mode: writes that it let through before, and that are under way still. Counted after the mode is
       * in force. Null when it cannot know; absent without a mode.
       */
      readonly writes?: number | null
    }
  | { readonly instance: string; readonly reached: false; readonly because: string }
