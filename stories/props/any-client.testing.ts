import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../src/cli/terminal/fault.ts'
import { type Client, Refused, Unreachable } from '../../src/http/client/client.ts'

const PATIENCE_MS = 60_000
const AGAIN_MS = 50
/** Nothing was refused: the server could not say. */
const NOT_NOW = new Set(['not-ready', 'internal-error', 'too-slow', 'rate-limited', 'too-many-requests'])

/**
 * One client of several servers, as people behind a balancer are: when one does not answer, another is asked. Only
 * for what may be asked twice: questions, and commands with a key of their own.
 */
export function anyClient(clients: () => readonly (() => Client)[]): Client {
  let usual = 0
  const ask = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const all = clients()
      usual = (usual + 1) % all.length
      try {
        const client = all[usual]?.() as unknown as Record<
          string,
          (...args: readonly unknown[]) => Promise<unknown>
        >
        return await client[method]?.(...args)
      } catch (error) {
        const passes =
          error instanceof Unreachable ||
          error instanceof Fault ||
          (error instanceof Refused && NOT_NOW.has(nameOf(error)))
        if (!passes || performance.now() > end) throw error
        await sleep(AGAIN_MS)
      }
    }
  }
  return new Proxy({} as Client, {
    get: (_, method) =>
      typeof method === 'string' ? (...args: readonly unknown[]) => ask(method, args) : undefined,
  })
}

/** The last word of a problem's type. */
const nameOf = ({ problem }: Refused): string => problem.type.split(/[/:]/).at(-1) ?? ''
