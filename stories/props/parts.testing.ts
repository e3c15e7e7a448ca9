import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../../demo/world/world.ts'
import { type Served, type ServedOrder, startServed } from '../../src/cli/commands/demo/served.ts'
import { standStill } from './standing-still.testing.ts'

/** Something that may stop answering without being gone. */
export type Hanging = {
  readonly kind:
    | 'replica'
    | 'postgres'
    | 'gateway'
    | 'haproxy'
    | 'prometheus'
    | 'network'
    | 'orders'
    | 'cache'
    | 'worker'
  readonly name: string
  /** It takes connections and answers nobody, until the returned function lets it go on. */
  hang(): () => void
}

/** Something that can be killed and that somebody starts again, as an init system would. */
export type Part = Hanging & {
  isUp(): boolean
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

const INIT_GIVES_UP_MS = 60_000

/** A server that finds no database ends and says so; its init system starts it again until there is one. */
async function startedInTheEnd(order: ServedOrder): Promise<Served> {
  const end = performance.now() + INIT_GIVES_UP_MS
  for (;;) {
    try {
      return await startServed(order)
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(250)
    }
  }
}

/** A `cutwater` process, started at once. */
export async function servedPart(kind: Part['kind'], order: ServedOrder): Promise<Part> {
  let served: Served = await startServed(order)
  return {
    kind,
    name: order.name,
    isUp: () => !served.hasExited(),
    // What it has started is another's: a supervisor does not stand still with its server.
    hang: () => standStill(served.pid),
    kill: () => served.kill(),
    start: async () => {
      served = await startedInTheEnd(order)
    },
    stop: () => served.stop(),
  }
}

/** A server on this data directory, ready once it answers under a new process. */
export function serverOrder(
  dataDir: string,
  { dir, bindingFile }: Pick<World, 'dir' | 'bindingFile'>,
  env: Readonly<Record<string, string>>,
): ServedOrder {
  const name = dataDir.split('/').at(-1) ?? ''
  const port = () =>
    JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { url: string; pid: number }
  let before = 0
  return {
    name,
    args: ['serve', '--data', dataDir, '--binding', bindingFile, '--port', '0'],
    env,
    logFile: join(dir, 'logs', `${name}.log`),
    isReady: async () => {
      try {
        const at = port()
        if (at.pid === before) return false
        const { ok } = await fetch(`${at.url}/health/ready`, { signal: AbortSignal.timeout(1_000) })
        if (ok) before = at.pid
        return ok
      } catch {
        return false
      }
    },
  }
}
