import type { Checkpoint } from '../../core/journal/entry.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { SignedHead } from './journal.ts'

/** Where checkpoints go besides our own file: in other hands, in the order of their numbers, and there for good. */
export interface ExternalSink {
  /** For people, and to notice that another place was named; nothing secret. */
  readonly where: string
  /** How long it promises to keep each; null for good. */
  readonly keptMs: Millis | null
  /**
   * The same checkpoint may be given again. Throws `SinkFault` for what is worth another try, which is all but an
   * answer that there is another checkpoint of this number. Ends by itself, and with `signal`.
   */
  give(checkpoint: Checkpoint, signal: AbortSignal): Promise<Given>
  /** Numbers and hashes of what it has after that number, bounded. Throws `SinkFault`. */
  heads(after: number, signal: AbortSignal): Promise<readonly SignedHead[]>
  /** Whether all is there that it needs, looked at without giving it anything. */
  examine(signal: AbortSignal): Promise<readonly SinkFinding[]>
}

export type Given =
  | { readonly is: 'taken' }
  /** It holds another with this number, for good: one of both histories is not the true one. */
  | { readonly is: 'differs'; readonly hash: string }

/** `missing`: it does not do that, which may be right. `says` has the remedy with it. */
export type SinkFinding = { readonly is: 'good' | 'missing' | 'bad'; readonly says: string }

/** The message goes on after the name of the sink, or after "it": "did not answer". It holds no secret. */
export class SinkFault extends Error {
  override readonly name = 'SinkFault'
  /** `unreadable`: it takes checkpoints and cannot show them, so it is verified at its own end. */
  readonly is: 'away' | 'unreadable'
  /** Whether the message says already what to do. */
  readonly isPlain: boolean

  constructor(is: SinkFault['is'], message: string, isPlain = false) {
    super(message)
    this.is = is
    this.isPlain = isPlain
  }
}

/** Up to where a sink has what it was given, kept over restarts. */
export interface GivenMark {
  /** Null for nothing yet, and where the sink is another place than it was. */
  read(): Promise<SignedHead | null>
  keep(head: SignedHead): Promise<void>
}

/** More would not be a journal's: a checkpoint a minute for four years. */
export const HEADS_MAX = 2_000_000
