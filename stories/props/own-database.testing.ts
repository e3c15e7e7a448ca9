/** A server on a Postgres that is not its own, with users behind two gateways. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTraffic } from '../../demo/estates/dual-deploy/traffic-process.ts'
import { type DualDeployWorld, startWorld } from '../../demo/estates/dual-deploy/world.ts'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import type { RunningTraffic } from '../../demo/world/traffic-process.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import type { Client } from '../../src/http/client/client.ts'
import { raiseGateways } from './fleet-gateways.testing.ts'
import type { OnEnd, Proxies } from './fleet-proxies.testing.ts'
import { type Part, servedPart, serverOrder } from './parts.testing.ts'
import { type Ran, run } from './stage.testing.ts'

export type House = {
  readonly dir: string
  readonly dataDir: string
  readonly world: DualDeployWorld
  readonly server: Part
  readonly agreed: Proxies['agreed']
  readonly client: () => Client
  readonly cutwater: (...args: string[]) => Promise<Ran>
  readonly log: () => string
}

/** What the server is given of its database, as variables of its environment. */
export type Database<D> = { readonly database: D; readonly env: Readonly<Record<string, string>> }

const USERS = 100

/** Whatever the play does, no user's request may fail because of us. Answers what the users saw. */
export async function withOwnDatabase<D>(
  raise: (dir: string, onEnd: OnEnd) => Promise<Database<D>>,
  play: (house: House & D) => Promise<void>,
): Promise<TrafficReport> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const onEnd = (end: () => unknown) => void ends.push(end)
  const log = () => readFileSync(join(dir, 'logs', 'server.log'), 'utf8')
  let traffic: RunningTraffic | null = null
  try {
    const { database, env } = await raise(dir, onEnd)
    const world = await startWorld({ dir, users: USERS })
    onEnd(world.stop)
    const gateways = await raiseGateways(world, onEnd)
    const dataDir = join(dir, 'server')
    const server = await servedPart('replica', serverOrder(dataDir, world, env))
    onEnd(server.stop)
    traffic = await startTraffic({ dir, ...gateways.sites, users: USERS })
    await play({
      ...{ dir, dataDir, world, server, log },
      agreed: gateways.agreed,
      client: () => connect({ data: dataDir }, { env: {}, cwd: dir }),
      cutwater: (...args) => run(args, { ...env, CUTWATER_DATA: dataDir }, dir),
      ...database,
    })
    const report = await traffic.stop()
    traffic = null
    const ours = report.failures.filter(({ blame }) => blame === 'us')
    assert.equal(report.failedBecauseOfUs, 0, JSON.stringify(ours))
    return report
  } catch (error) {
    process.stderr.write(`${log().trim().split('\n').slice(-15).join('\n').slice(0, 9_000)}\n`)
    throw error
  } finally {
    await traffic?.stop()
    for (const end of ends.toReversed()) await end()
  }
}
