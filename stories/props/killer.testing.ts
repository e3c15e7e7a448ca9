import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServed } from '../../src/cli/commands/demo/served.ts'
import type { Stage } from './stage.testing.ts'

/** When the next kill comes, and how much goes with the server. All of it follows from the seed. */
export type Blow = {
  /**
   * So many more entries of the change's journal are awaited, so that kills are spread over what it does, not over
   * its waiting.
   */
  readonly afterEntries: number
  readonly thenMs: number
  /**
   * The database's own process dies at the same moment, as in a power cut; else it survives, and the next server
   * takes it over.
   */
  readonly withDatabase: boolean
  /** The server that comes next is killed too, this long after it was started; null: it may live. */
  readonly whileStartingMs: number | null
}

export function blowFrom(random: () => number): Blow {
  return {
    afterEntries: 1 + Math.floor(random() * 6),
    // In the middle of what the entry set going, or in the quiet after it.
    thenMs: Math.floor(random() * (random() < 0.5 ? 60 : 900)),
    withDatabase: random() < 0.2,
    whileStartingMs: random() < 0.15 ? 100 + Math.floor(random() * 1_500) : null,
  }
}

/** SIGKILL, and a server again on what is left. Answers how many kills that were. */
export async function strike(stage: Stage, { withDatabase, whileStartingMs }: Blow): Promise<number> {
  const database = withDatabase ? postmasterIn(stage.dataDir) : null
  const dead = stage.server().kill()
  if (database !== null) process.kill(database, 'SIGKILL')
  await dead
  if (whileStartingMs !== null) await dieWhileStarting(stage, whileStartingMs)
  await stage.startServer()
  return whileStartingMs === null ? 1 : 2
}

async function dieWhileStarting({ dir, dataDir, world }: Stage, afterMs: number): Promise<void> {
  rmSync(join(dataDir, 'server.json'), { force: true })
  const dies = performance.now() + afterMs
  const server = await startServed({
    name: 'the server that is killed while it starts',
    args: ['serve', '--data', dataDir, '--binding', world.bindingFile, '--port', '0'],
    logFile: join(dir, 'logs', 'server.log'),
    isReady: async () => {
      await sleep(Math.max(0, dies - performance.now()))
      return true
    },
  })
  await server.kill()
}

/** The first line of the file that Postgres keeps while it runs. */
export function postmasterIn(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}
