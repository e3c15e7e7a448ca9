import type { ExternalSink, GivenMark } from '../../ports/store/external-sink.ts'
import type { CheckpointSink, SigningKey } from '../../ports/store/journal.ts'

/** What ties the journal to something outside of the database: who signs it, and where that is kept. */
export type Anchor = {
  readonly key: SigningKey
  readonly sink: CheckpointSink
  /** In other hands; the binding names them. */
  readonly external: readonly BoundSink[]
}

export type BoundSink = {
  readonly name: string
  readonly sink: ExternalSink
  readonly mark: GivenMark
}
