import type { CheckpointSink, SigningKey } from '../../ports/store/journal.ts'

/** What ties the journal to something outside of the database: who signs it, and where that is kept. */
export type Anchor = { readonly key: SigningKey; readonly sink: CheckpointSink }
