import type { Scalar } from '../core/runbook/runbook.ts'

/** Tells a target's own flag service a new value. Idempotent; ends at the signal's abort at the latest. */
export interface FlagPush {
  push(flag: string, value: Scalar, signal: AbortSignal): Promise<void>
}
