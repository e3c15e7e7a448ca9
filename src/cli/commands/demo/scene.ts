import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrafficReport } from '../../../../demo/traffic/tally.ts'
import type { Estate, EstateOrder } from '../../../../demo/world/estate.ts'
import type { RunningTraffic } from '../../../../demo/world/traffic-process.ts'
import type { World } from '../../../../demo/world/world.ts'
import type { Client } from '../../../http/client/client.ts'
import { connect } from '../../connection/connection.ts'
import { Fault } from '../../terminal/fault.ts'
import { askGateway, type Front, startFront } from './front.ts'
import { type Served, startServed } from './served.ts'

export type SceneOrder = Omit<EstateOrder, 'dir'> & {
  /** Whether its server may look by a browser. Default: it may. */
  readonly browser?: boolean
}

/**
 * Everything a plan needs to change something real: the world of an estate, a proxy before it, users who come and go,
 * and a server of our own with its own data directory. The demo and the stories play on it.
 */
export type Scene<W extends World = World> = {
  readonly dir: string
  /** The server's data directory: database, token, address. */
  readonly dataDir: string
  readonly world: W
  readonly traffic: RunningTraffic
  /** What splits the traffic, whichever it is. */
  readonly gateway: Served
  readonly haproxy: Front['haproxy']
  /** The server at the moment; a new one after `startServer`. */
  readonly server: () => Served
  readonly client: () => Client
  /** Starts a server on the same data directory again, after it was stopped or killed. */
  readonly startServer: () => Promise<void>
  /**
   * Measurements cannot be had for a while; the gateway keeps them and hands them over afterwards, Prometheus has a
   * gap.
   */
  readonly metrics: (state: 'down' | 'up') => Promise<void>
  /** Ends all of it, users first, and answers what they saw. */
  readonly stop: () => Promise<TrafficReport>
}

export async function startScene<W extends World>(
  estate: Estate<W>,
  { browser = true, ...order }: SceneOrder,
): Promise<Scene<W>> {
  const { users = estate.users, proxy = 'gateway', say } = order
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-'))
  const dataDir = join(dir, 'server')
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(dir, { recursive: true, force: true })]
  const stopAll = async () => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    say?.('demo', `starting ${estate.parts}`)
    const world = await estate.start({ ...order, dir, users, proxy })
    ends.push(world.stop)

    say?.('demo', `starting ${proxy === 'haproxy' ? 'HAProxy' : 'the gateway'}`)
    const front = await startFront(world, proxy)
    ends.push(front.proxy.stop)

    const begin = (): Promise<Served> =>
      startServed({
        name: 'the server',
        args: ['serve', '--data', dataDir, '--binding', world.bindingFile, '--port', '0'],
        ...(browser ? {} : { env: { CUTWATER_BROWSER: 'none' } }),
        logFile: join(dir, 'logs', 'server.log'),
        isReady: async () => {
          const at = clientAt(dataDir)
          return (
            at !== null &&
            (await at.ready().then(
              () => true,
              () => false,
            ))
          )
        },
      })
    say?.('demo', 'starting the server, with a Postgres of its own')
    let server = await begin()
    ends.push(() => server.stop())

    const traffic = await world.startTraffic(users)
    let report: TrafficReport | null = null
    ends.push(async () => {
      report = await traffic.stop()
    })
    say?.('demo', `${users} users arrive`)

    return {
      dir,
      dataDir,
      world,
      traffic,
      gateway: front.proxy,
      haproxy: front.haproxy,
      server: () => server,
      client: () => {
        const client = clientAt(dataDir)
        if (client === null) throw new Error('the server has no address yet')
        return client
      },
      startServer: async () => {
        rmSync(join(dataDir, 'server.json'), { force: true })
        server = await begin()
      },
      metrics: async (state) => {
        if (world.prometheus === null)
          await askGateway(world.adminSocket, 'POST', '/faults', { metrics: state })
        else if (state === 'down') world.prometheus.standStill()
        else world.prometheus.goOn()
      },
      stop: async () => {
        await stopAll()
        if (report === null) throw new Error('the users left no report')
        return report
      },
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** Everything of the demo begins on one machine, and its server with it. */
const PATIENCE_MS = 45_000

/**
 * As the command line on the same machine finds it: address and token stand in the data directory. Null while it is
 * not there.
 */
function clientAt(dataDir: string): Client | null {
  try {
    return connect({ data: dataDir, timeoutMs: PATIENCE_MS }, { env: {}, cwd: dataDir })
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}
