/** What can be killed in the shop of the progressive canary, and how each of it comes again. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { databasePids } from '../../demo/estates/progressive-canary/services/database-processes.ts'
import type { CanaryWorld } from '../../demo/estates/progressive-canary/world.ts'
import type { ServedOrder } from '../../src/cli/commands/demo/served.ts'
import { postmasterIn } from './killer.testing.ts'
import { isAlive } from './outside.testing.ts'
import { type Part, servedPart } from './parts.testing.ts'
import { until } from './stage.testing.ts'
import { descendantsOf, standStill } from './standing-still.testing.ts'

const BACK_WITHIN_MS = 30_000

/** Ends at once and comes again by itself: a supervisor of its own looks after it. */
function kept(kind: Part['kind'], name: string, pid: () => number): Part {
  let before = 0
  return {
    kind,
    name,
    isUp: () => isAlive(pid()),
    hang: () => standStill(pid()),
    kill: async () => {
      before = pid()
      process.kill(before, 'SIGKILL')
      await until(`${name} is dead`, () => !isAlive(before))
    },
    start: async () => {
      await until(`${name} runs again`, () => pid() !== before && isAlive(pid()), BACK_WITHIN_MS)
    },
    stop: async () => {},
  }
}

/** Postgres with the orders, Redis where there is one, and a worker of the backend, on whichever side it serves. */
export function partsOfShop({ dir, shop, prometheus }: CanaryWorld): readonly Part[] {
  if (prometheus === null) throw new Error('nothing measures here')
  const ofDatabase = (name: string) => databasePids(dir)[name] ?? 0
  const parts = [kept('orders', "the shop's Postgres", () => ofDatabase('postgres'))]
  if (!('missing' in shop.database.cache)) parts.push(kept('cache', 'Redis', () => ofDatabase('redis')))
  const measuring = kept('prometheus', 'Prometheus', prometheus.pid)
  const again: Part = {
    ...measuring,
    start: async () => {
      prometheus.goOn()
      await measuring.start()
    },
  }
  return [...parts, again, workerOf(dir)]
}

/** One process of several that answer on a side; their first process starts another. */
function workerOf(dir: string): Part {
  let killed = 0
  const all = () => (['blue', 'green'] as const).flatMap((side) => workersOn(dir, side))
  return {
    kind: 'worker',
    name: 'a worker of the backend',
    isUp: () => all().length > 0,
    hang: () => standStill(all().at(-1) ?? assert.fail('there is no worker')),
    kill: async () => {
      killed = all().at(-1) ?? assert.fail('there is no worker')
      process.kill(killed, 'SIGKILL')
      await until('the worker is dead', () => !isAlive(killed))
    },
    // A side that ends meanwhile starts none again.
    start: async () => {},
    stop: async () => {},
  }
}

function workersOn(dir: string, side: 'blue' | 'green'): readonly number[] {
  try {
    const { pid } = JSON.parse(readFileSync(join(dir, 'run', `backend-${side}.pid.json`), 'utf8'))
    return descendantsOf(pid as number)
  } catch {
    return []
  }
}

/** The server alone, and the server with its Postgres at one moment, as in a power cut. */
export async function serverParts(order: ServedOrder, dataDir: string): Promise<readonly Part[]> {
  const server = await servedPart('replica', order)
  let starting: Promise<void> | null = null
  /** Both may be struck at one moment, and are one server. */
  const start = () => {
    starting ??= server.start().finally(() => {
      starting = null
    })
    return starting
  }
  return [
    { ...server, start },
    {
      ...server,
      start,
      kind: 'postgres',
      name: 'the server with its Postgres',
      kill: async () => {
        const database = postmasterIn(dataDir)
        const dead = server.kill()
        process.kill(database, 'SIGKILL')
        await dead
        await until('Postgres is dead', () => !isAlive(database))
      },
    },
  ]
}
