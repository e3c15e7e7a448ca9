import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { type Network, networkTo } from '../../src/adapters/postgres/database/network.testing.ts'
import { type Embedded, startEmbedded } from '../../src/adapters/postgres/embedded/embedded.ts'
import { isAlive } from './outside.testing.ts'
import { until } from './stage.testing.ts'
import { standStillWithChildren } from './standing-still.testing.ts'

/** A Postgres that belongs to nobody's server: it stays at one address, whatever becomes of its process. */
export type OwnPostgres = {
  /** Through `network`. */
  readonly url: string
  readonly network: Network
  /** Past the network. */
  readonly directUrl: () => string
  readonly isUp: () => boolean
  /** All of its processes stand still until the returned function lets them go on. */
  hang(): () => void
  /** SIGKILL of its postmaster, as in a power cut; what it had not synced is lost. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export async function ownPostgres(dir: string): Promise<OwnPostgres> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  let embedded: Embedded | null = await startEmbedded({ dir })
  const directUrl = () => embedded?.url ?? ''
  // However the story ends: a Postgres outlives the process that started it.
  process.once('SIGTERM', () => process.exit(1))
  process.once('exit', () => {
    if (embedded !== null && existsSync(pidFileIn(dir))) process.kill(postmasterIn(dir), 'SIGQUIT')
  })
  const network = await networkTo(portOf(directUrl()))
  const url = new URL(directUrl())
  url.port = String(network.port)
  return {
    url: url.href,
    network,
    directUrl,
    isUp: () => embedded !== null,
    hang: () => standStillWithChildren(postmasterIn(dir)),
    async kill() {
      const pid = postmasterIn(dir)
      process.kill(pid, 'SIGKILL')
      await until('Postgres is dead', () => !isAlive(pid))
      // Gives the directory up; there is nothing left to end.
      await embedded?.stop()
      embedded = null
    },
    async start() {
      embedded = await startEmbedded({ dir })
      network.lead(portOf(embedded.url))
    },
    async stop() {
      await network.close()
      await embedded?.stop()
      embedded = null
    },
  }
}

function postmasterIn(dir: string): number {
  return Number(readFileSync(pidFileIn(dir), 'utf8').split('\n')[0])
}

const pidFileIn = (dir: string): string => join(dir, 'data', 'postmaster.pid')

const portOf = (url: string): number => Number(new URL(url).port)
