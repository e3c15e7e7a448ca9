import type { Client } from '../../http/client/client.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Said once each, however long it takes. */
export const NEWS = {
  lost: 'The server does not answer; the change does not depend on this. Trying again.',
  found: 'The server answers again.',
} as const

const AGAIN_MS = 1_000
/**
 * One of several servers that is gone, or a balancer that ends what is silent, makes single calls fail: nothing is
 * missed by that, so nothing is said of it.
 */
const LOST_MS = 3_000

/** `calm`: the call before it was answered. Null when the reader was asked to stop. */
export type AskPatiently = <T>(call: (client: Client, calm: boolean) => Promise<T>) => Promise<T | null>

/**
 * Asks until there is an answer, over restarts of the server: says once that there is none for a while, and once that
 * there is one again.
 */
export function askPatiently(
  connect: () => Client,
  terminal: Pick<Terminal, 'stop' | 'now' | 'sleep'>,
  say: (word: keyof typeof NEWS) => void,
): AskPatiently {
  let client = connect()
  let since: number | null = null
  let said = false
  return async (call) => {
    while (!terminal.stop.aborted) {
      const answer = await answerTo(() => call(client, since === null))
      if (terminal.stop.aborted) return null
      if (answer !== null) {
        if (said) say('found')
        said = false
        since = null
        return answer
      }
      since ??= terminal.now()
      if (!said && terminal.now() - since >= LOST_MS) {
        say('lost')
        said = true
      }
      await terminal.sleep(AGAIN_MS)
      client = again(connect) ?? client
    }
    return null
  }
}

/** Null while there is none. A refusal is an answer, and ends it. */
async function answerTo<T>(call: () => Promise<T>): Promise<T | null> {
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
function again(connect: () => Client): Client | null {
  try {
    return connect()
  } catch {
    return null
  }
}
