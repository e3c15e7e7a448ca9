import type { Status } from '../../core/change/state/change.ts'
import type { Client } from '../../http/client/client.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import { type ConnectionOptions, connect } from '../connection/connection.ts'
import type { Terminal } from '../terminal/terminal.ts'

export type FollowOptions = ConnectionOptions & { readonly json?: boolean; readonly timeout?: string }

/** Said once each, however long it takes. */
export const NEWS = {
  lost: 'The server does not answer; the change does not depend on this. Trying again.',
  found: 'The server answers again.',
} as const

const POLL_MS = 20_000
const AGAIN_MS = 1_000

export type Heard = {
  readonly entries: readonly EntryView[]
  readonly status: Status
  readonly over: boolean
}

/**
 * The journal of a change as it grows, over restarts of the server: it goes on where it was, says once that there is
 * no answer and once that there is one again. Ends when the change is over, or when the reader is asked to stop.
 */
export async function* journalFrom(
  id: string,
  options: FollowOptions,
  terminal: Terminal,
  say: (word: keyof typeof NEWS) => void,
): AsyncGenerator<Heard> {
  let after = 0
  let lost = false
  let client = connect(options, terminal)
  const { stop } = terminal
  while (!stop.aborted) {
    const page = await ask(() => client.journalOf(id, after, lost || after === 0 ? 0 : POLL_MS, stop))
    if (stop.aborted) return
    if (page === null) {
      if (!lost) say('lost')
      lost = true
      await terminal.sleep(AGAIN_MS)
      client = again(options, terminal) ?? client
      continue
    }
    if (lost) say('found')
    lost = false
    after = page.after
    yield page
    if (page.over) return
  }
}

/** Null while there is no answer. A refusal is an answer, and ends it. */
async function ask<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Error && error.name === 'Unreachable') return null
    if (isStarting(error)) return null
    throw error
  }
}

function isStarting(error: unknown): boolean {
  return (
    error instanceof Error &&
    'problem' in error &&
    typeof error.problem === 'object' &&
    error.problem !== null &&
    'status' in error.problem &&
    Number(error.problem.status) >= 500
  )
}

/** A server that was started again may be at another address. */
function again(options: FollowOptions, terminal: Terminal): Client | null {
  try {
    return connect(options, terminal)
  } catch {
    return null
  }
}

export function stoppedWatching(id: string): string {
  return `${id} goes on without being watched; cutwater watch ${id} shows it again.`
}
