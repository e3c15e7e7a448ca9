/** A server whose database has two hosts, of which one follows the other, with traffic behind two gateways. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTraffic } from '../../demo/estates/dual-deploy/traffic-process.ts'
import { startWorld } from '../../demo/estates/dual-deploy/world.ts'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import type { RunningTraffic } from '../../demo/world/traffic-process.ts'
import {
  type RealPostgres,
  realPostgres,
  standbyOf,
} from '../../src/adapters/postgres/hosts/real-postgres.testing.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import type { Client } from '../../src/http/client/client.ts'
import { raiseGateways } from './fleet-gateways.testing.ts'
import { servedPart, serverOrder } from './parts.testing.ts'
import { type Ran, run } from './stage.testing.ts'

export type FailoverHouse = {
  readonly dir: string
  /** The primary at first, and the standby that every commit waits for. */
  readonly first: RealPostgres
  readonly second: RealPostgres
  readonly client: () => Client
  readonly cutwater: (...args: string[]) => Promise<Ran>
  readonly log: () => string
}

const ROLE = 'ops'

/** Whatever the play does, no user's request may fail because of us. Answers what the users saw. */
export async function withFailoverHouse(
  play: (house: FailoverHouse) => Promise<void>,
): Promise<TrafficReport> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const onEnd = (end: () => unknown) => void ends.push(end)
  const log = () => readFileSync(join(dir, 'logs', 'server.log'), 'utf8')
  let traffic: RunningTraffic | null = null
  try {
    const users = 100
    const first = await realPostgres(join(dir, 'first'))
    onEnd(first.stop)
    await first.admin(async (client) => {
      await client.query(`CREATE ROLE ${ROLE} LOGIN CREATEROLE PASSWORD 'first-secret'`)
      await client.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
    })
    const second = await standbyOf(first, join(dir, 'second'))
    onEnd(second.stop)
    const passwordFile = join(dir, 'database-password')
    writeFileSync(passwordFile, 'first-secret\n', { mode: 0o600 })

    const world = await startWorld({ dir, users })
    onEnd(world.stop)
    const gateways = await raiseGateways(world, onEnd)
    const dataDir = join(dir, 'server')
    const hosts = [first, second].map(({ port }) => `127.0.0.1:${port}`).join(',')
    const env = {
      DATABASE_URL: `postgres://${ROLE}@${hosts}/${ROLE}?target_session_attrs=read-write`,
      DATABASE_PASSWORD_FILE: passwordFile,
    }
    const server = await servedPart('replica', serverOrder(dataDir, world, env))
    onEnd(server.stop)
    traffic = await startTraffic({ dir, ...gateways.sites, users })
    await play({
      ...{ dir, first, second, log },
      client: () => connect({ data: dataDir }, { env: {}, cwd: dir }),
      cutwater: (...args) => run(args, { ...env, CUTWATER_DATA: dataDir }, dir),
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
