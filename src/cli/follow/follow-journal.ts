import type { Status } from '../../core/change/state/change.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import type { ConnectionOptions } from '../connection/connection.ts'
import type { AskPatiently } from './ask-patiently.ts'

export type FollowOptions = ConnectionOptions & { readonly json?: boolean; readonly timeout?: string }

const POLL_MS = 20_000

export type Heard = {
  readonly entries: readonly EntryView[]
  readonly status: Status
  readonly over: boolean
}

/** The journal of a change as it grows. Ends when the change is over, or when the reader is asked to stop. */
export async function* journalFrom(id: string, ask: AskPatiently, stop: AbortSignal): AsyncGenerator<Heard> {
  for (let after = 0; ; ) {
    const page = await ask((client, calm) =>
      client.journalOf(id, after, !calm || after === 0 ? 0 : POLL_MS, stop),
    )
    if (page === null) return
    after = page.after
    yield page
    if (page.over) return
  }
}

export function stoppedWatching(id: string): string {
  return `${id} goes on without being watched; cutwater watch ${id} shows it again.`
}
