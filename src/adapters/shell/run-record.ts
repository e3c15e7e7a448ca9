import type { Outputs } from '../../core/runbook/runbook.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** What the server and the supervisor tell each other through the run's directory; none of it holds a secret. */

/** `call.json`, by the server, before anything starts. */
export type CallRecord = {
  readonly format: 1
  readonly key: string
  readonly check: boolean
  readonly timeLimitMs: Millis
  readonly graceMs: Millis
  readonly at: Instant
}

/**
 * `owner.json`, once only: by the supervisor before it starts the command, or by a server that waited long enough and
 * hereby forbids it to start. So "it was never started" can be said for certain.
 */
export type OwnerRecord =
  | { readonly owner: 'supervisor'; readonly process: ProcessIdentity }
  | { readonly owner: 'nobody'; readonly because: string }

/** `command.json`, by the supervisor, as soon as the command has a pid; its process group has the same number. */
export type CommandRecord = { readonly process: ProcessIdentity; readonly startedAt: Instant }

/** `exit.json`, once only: by the supervisor, or by a server that found the supervisor dead. */
export type ExitRecord = {
  readonly format: 1
  readonly endedAt: Instant
  readonly end: CommandEnd
  /** The last lines of its output, printable and redacted. */
  readonly evidence: string
  /** Its beginning and its end, printable and redacted; left out by supervisors of older versions. */
  readonly output?: string
}

export type CommandEnd =
  | { readonly ended: 'exited'; readonly code: number; readonly outputs: OutputsRead }
  | { readonly ended: 'signalled'; readonly signal: string }
  | { readonly ended: 'time-limit' }
  | { readonly ended: 'stopped' }
  | { readonly ended: 'not-started'; readonly because: string }
  /** Its end was not seen. */
  | { readonly ended: 'unseen'; readonly because: string }

export type OutputsRead =
  | { readonly read: true; readonly outputs: Outputs }
  | { readonly read: false; readonly because: string }

/** Handed to the supervisor through its standard input only, because the environment holds secrets. */
export type SupervisorOrder = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeLimitMs: Millis
  readonly graceMs: Millis
  readonly maxOutputBytes: number
  readonly secretForms: readonly string[]
}
