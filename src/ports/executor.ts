import type { RunnerBinding } from '../core/binding/binding.ts'
import type { Outcome } from '../core/change/outside/observations.ts'
import type { Scalar } from '../core/runbook/runbook.ts'
import type { Millis } from '../core/time/instant.ts'

/**
 * Runs one bound command or call. `key` is the idempotency key: it is passed on to whatever is called, and a second
 * `run` with the key of something that still runs, or that finished, joins that instead of starting it again.
 */
export interface Executor {
  run(call: Call): Promise<Outcome>
  /**
   * After a restart, or the death of another server: what became of `key`? `unknown` when nobody can tell, but never
   * while it runs: it waits for the end. `places` are those where it may have been begun, as `Places` names them;
   * this server's own is always looked into.
   */
  adopt(key: string, places?: readonly string[]): Promise<Adopted>
  /**
   * Ends it, whole process group: asked first, forced after a grace of `graceMs`. Its `run` or `adopt` then answers
   * `stopped`. Resolves once it has ended. A key that is stopped before it began never begins; one that is over stays
   * as it is.
   */
  stop(key: string): Promise<void>
}

/** `never-began` is said for certain, and under this key it never will: the server died before it could start it. */
export type Adopted = Outcome | { readonly outcome: 'never-began'; readonly reason: string }

export type Call = {
  readonly key: string
  readonly binding: RunnerBinding
  /** CUTWATER_* facts and the step's `with`; never part of a command's text. */
  readonly env: Readonly<Record<string, string>>
  /** JSON sent as the body of HTTP calls, and offered to commands as CUTWATER_WITH. */
  readonly args: Readonly<Record<string, Scalar>>
  readonly timeLimitMs: Millis
  /**
   * A check: exit code or status decides between done (it took effect) and failed (it did not); all else is unknown.
   */
  readonly check: boolean
}
