/**
 * A house with more than one of everything that may die: servers on one Postgres, and two proxies before every site.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultKind } from '../../demo/estates/dual-deploy/services/fault.ts'
import { startTraffic } from '../../demo/estates/dual-deploy/traffic-process.ts'
import { startWorld, type DualDeployWorld as World } from '../../demo/estates/dual-deploy/world.ts'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import type { ProxyKind } from '../../demo/world/haproxy.ts'
import type { RunningTraffic } from '../../demo/world/traffic-process.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import type { Client } from '../../src/http/client/client.ts'
import { anyClient } from './any-client.testing.ts'
import { raiseGateways } from './fleet-gateways.testing.ts'
import { raiseHaproxies } from './fleet-haproxies.testing.ts'
import type { Proxies } from './fleet-proxies.testing.ts'
import { type Hanging, type Part, servedPart, serverOrder } from './parts.testing.ts'
import { type OwnPostgres, ownPostgres } from './postgres.testing.ts'
import { type Ran, run } from './stage.testing.ts'

export type FleetOrder = {
  readonly replicas?: number
  readonly users?: number
  readonly fault?: FaultKind
  /** HAProxy takes Prometheus along. */
  readonly proxy?: ProxyKind
  /** Changes what the administrator wrote, before anybody reads it. */
  readonly rebind?: (bindingFile: string, dir: string) => void
}

export type Fleet = {
  readonly dir: string
  readonly world: World
  readonly traffic: RunningTraffic
  readonly postgres: OwnPostgres
  readonly parts: readonly Part[]
  /** What may stop answering: the parts, and what lies between them. */
  readonly hanging: readonly Hanging[]
  /** Data directories of the replicas, in the order of the parts. */
  readonly dataDirs: readonly string[]
  /** Of whichever replica answers. */
  readonly client: () => Client
  readonly clientOf: (replica: number) => Client
  /** On whichever replica lives; asked again elsewhere when that one dies meanwhile. For what may be said twice. */
  readonly cutwater: (...args: string[]) => Promise<Ran>
  /** What every proxy does with a target; they have to agree. */
  readonly agreed: Proxies['agreed']
  /** Replaces every certificate, as before it expires. */
  readonly renewCertificates: () => void
}

/** Whatever the play does, no user's request may fail because of us. Answers what the users saw. */
export async function withFleet(
  order: FleetOrder,
  play: (fleet: Fleet) => Promise<void>,
): Promise<TrafficReport> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  let traffic: RunningTraffic | null = null
  try {
    const fleet = await raise(dir, order, (end) => ends.push(end))
    traffic = fleet.traffic
    await play(fleet)
    const report = await traffic.stop()
    traffic = null
    const ours = report.failures.filter(({ blame }) => blame === 'us')
    assert.equal(report.failedBecauseOfUs, 0, JSON.stringify(ours))
    return report
  } catch (error) {
    process.stderr.write(lastWords(dir))
    throw error
  } finally {
    await traffic?.stop()
    for (const end of ends.toReversed()) await end()
  }
}

/** What a person would look at first. */
function lastWords(dir: string): string {
  const logs = join(dir, 'logs')
  const names = readdirSync(logs).filter((name) => /^(server|gateway|haproxy|prometheus)/.test(name))
  return names
    .map((name) => {
      const lines = readFileSync(join(logs, name), 'utf8').trim().split('\n')
      const loud = lines.filter((line) => !line.startsWith('{"level":30')).slice(-15)
      return `--- ${name}\n${loud.map((line) => line.slice(0, 600)).join('\n')}\n`
    })
    .join('')
}

async function raise(dir: string, order: FleetOrder, onEnd: (end: () => unknown) => void): Promise<Fleet> {
  const { users = 200, fault, proxy = 'gateway' } = order
  const world = await startWorld({ dir, users, proxy, ...(fault === undefined ? {} : { fault }) })
  onEnd(world.stop)
  const proxies = await (proxy === 'haproxy' ? raiseHaproxies : raiseGateways)(world, onEnd)
  order.rebind?.(world.bindingFile, dir)

  const postgres = await ownPostgres(join(dir, 'postgres'))
  onEnd(postgres.stop)
  const dataDirs = Array.from({ length: order.replicas ?? 2 }, (_, i) => join(dir, `server-${i + 1}`))
  const replicas: Part[] = []
  for (const dataDir of dataDirs) {
    const replica = await servedPart('replica', serverOrder(dataDir, world, { DATABASE_URL: postgres.url }))
    onEnd(replica.stop)
    replicas.push(replica)
  }
  sharePublicKeys(dataDirs)

  const traffic = await startTraffic({ dir, wix: proxies.sites.wix, gamma: proxies.sites.gamma, users })
  const env = { CUTWATER_TOKEN_FILE: join(dataDirs[0] ?? '', 'token') }
  const clientOf = (i: number) => connect({ data: dataDirs[i] ?? '' }, { env, cwd: dir })
  const client = anyClient(() => dataDirs.map((_, i) => () => clientOf(i)))
  const parts = [...replicas, postgresPart(postgres), ...proxies.parts]
  return {
    dir,
    world,
    traffic,
    postgres,
    parts,
    hanging: [...parts, wayTo(postgres)],
    dataDirs,
    client: () => client,
    clientOf,
    async cutwater(...args) {
      for (let tried = 0; ; tried += 1) {
        const alive = dataDirs.findIndex((_, i) => replicas[i]?.isUp())
        const ran = await run(args, { ...env, CUTWATER_DATA: dataDirs[Math.max(alive, 0)] ?? '' })
        const died =
          ran.code !== 0 &&
          (replicas[alive]?.isUp() !== true || /does not answer|no server in|not ready/i.test(ran.err))
        if (!died || tried === 20) return ran
        await sleep(500)
      }
    },
    agreed: proxies.agreed,
    renewCertificates: () => proxies.renew?.(),
  }
}

/** Each server signs with a key of its own; a person pins them all where the journal is verified. */
function sharePublicKeys(dataDirs: readonly string[]): void {
  const keys = dataDirs.map((dataDir) => readFileSync(join(dataDir, 'keys', 'checkpoint.pub'), 'utf8'))
  for (const dataDir of dataDirs)
    for (const [i, key] of keys.entries())
      if (dataDirs[i] !== dataDir) writeFileSync(join(dataDir, 'keys', `server-${i + 1}.pub`), key)
}

function postgresPart(postgres: OwnPostgres): Part {
  const { isUp, hang, kill, start, stop } = postgres
  return { kind: 'postgres', name: 'postgres', isUp, hang, kill, start, stop }
}

/** New connections are accepted and never answered; connections that were open then never carry anything again. */
function wayTo({ network }: OwnPostgres): Hanging {
  return {
    kind: 'network',
    name: 'the way to postgres',
    hang: () => {
      network.swallow()
      network.freeze()
      return network.thaw
    },
  }
}
