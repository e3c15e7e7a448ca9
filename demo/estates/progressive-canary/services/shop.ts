/**
 * The shop of seed 003, as real processes on 127.0.0.1: frontend and backend, each with two sides, a payment gateway
 * and a helpdesk that are others', Postgres, and the Redis that v2.1.0 keeps what it read in.
 *
 *   const shop = await startShop({ dir, behindProxy: true, fault: 'latency' })     v2.0.0 is up on blue
 *   await shop.deploy('backend', 'green', 'v2.1.0')                                a binding's command: `deploy.ts`
 *   const users = await startShopUsers({ shop, users: 100 })                       from ../traffic/start-users.ts
 *   shop.orderFault('none')                                                        any time; read within 250 ms
 *   await users.stop(); await shop.stop()
 *
 * - **Addresses** are chosen before anything starts. With `behindProxy`, users and the frontend itself go to
 *   `addresses.publicly`, where the gateway or HAProxy has to listen; without, to the blue sides.
 * - **A side** answers `/health/{startup,live,ready,db,payments,external,cache}` and `/metrics`, and names itself by
 *   `X-App-Version` and `X-Served-By`. The frontend has `/`, `/checkout`, `/signup`, `/login`, `/account`,
 *   `/static/*` and `/api/client/*`, enough for every journey of the plan in a browser; the backend `/api/v1/*`,
 *   `/api/payments/process`, `/auth/verify`, `/payments/status`, `/health`.
 * - **Who a user is**: `X-User-Id` and `X-User-Segment` (internal, beta, premium), as an edge would set them, and the
 *   cookie `codex-segment`, which the backend sets at login and sign-up.
 * - **Metrics** of both: `http_requests_total{code,path}`, `http_request_duration_seconds`,
 *   `process_cpu_seconds_total`, `memory_limit_used_ratio`; of what began and what got through,
 *   `conversion_attempts_total{flow}` and `conversion_successes_total{flow}`: `checkout` and `signup` on the frontend,
 *   `payments` on the backend.
 * - **Metrics** of the backend: `orders_paid_total`, `order_value_cents_total`, `payment_attempts_total`,
 *   `payment_failures_total`, `payment_cost_cents_total`, `refunds_total`, `disk_io_busy_seconds_total`,
 *   `db_pool_used_ratio`, `queue_depth`. The helpdesk has `complaints_total` and `satisfaction_score_sum` / `_count`
 *   by `service`, `side` and `version`; the same as JSON, see `outside/helpdesk.ts`.
 * - **Faults** are of a version (`faults/kinds.ts` says what each does). `order-fault.ts` orders one from a terminal.
 * - **The database** has orders, payments and refunds with `created_at`, `side`, `version`; `readerUrl` may only read.
 *   `database/backup.ts` makes a backup and proves it by restoring it. `backend/clear-cache.ts` empties the cache of a
 *   version, as a step of a rollback. `database.smokeToken` is an API token for `/auth/verify`.
 * - **What dies**: Postgres, Redis and workers of the backend come again by themselves within two seconds; a side that
 *   is killed as a whole stays down until it is deployed again. All of it ends when the process that started it does.
 */
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { type Child, startChild } from '../../../process/child.ts'
import { readJsonFile, writeJsonFile } from '../../../process/json-file.ts'
import { startTimeOf, stillRuns } from '../../../process/start-time.ts'
import { pickShopAddresses, portOf, type ShopAddresses, type ShopService, type Side } from './addresses.ts'
import { databasePids, endDatabases } from './database-processes.ts'
import { orderFault, setUsual } from './faults/control.ts'
import type { FaultKind } from './faults/kinds.ts'
import { inherited } from './inherited.ts'
import { bringUpSide, endAllSides, takeDownSide } from './side.ts'
import { type Database, databaseFile, readDatabase, type ShopState, stateFile } from './state.ts'

export type ShopOrder = {
  readonly dir: string
  /** Default: false, and users go to the blue sides. */
  readonly behindProxy?: boolean
  /** Up on the blue sides once the shop stands. Default v2.0.0. */
  readonly stableVersion?: string
  /** Which fault the other version will have. Default: none. */
  readonly fault?: FaultKind
  /** Default v2.1.0. */
  readonly faultVersion?: string
  /** Of a thousand requests of users so many fail in every version. Default 0. */
  readonly usual?: number
  /** Of the backend on each side. The seed says 4; default 2, which spares the machine. */
  readonly workers?: number
  /** What a process of a side may have, in MiB. Default 224. */
  readonly memoryLimitMiB?: number
  readonly say?: (who: string, line: string) => void
}

export type Shop = {
  readonly dir: string
  readonly addresses: ShopAddresses
  /** Holds passwords: for bindings' secret files, never to be printed. */
  readonly database: Database
  /** What could not be had here, as sentences that begin with MISSING. */
  readonly missing: readonly string[]
  readonly stableVersion: string
  /** Of the version given, or of the one that `faultVersion` named. */
  readonly orderFault: (kind: FaultKind, version?: string) => void
  readonly deploy: (service: ShopService, side: Side, version: string) => Promise<void>
  readonly undeploy: (service: ShopService, side: Side) => Promise<void>
  /** Of what may be killed: postgres and redis come again by themselves after a second. */
  readonly pids: () => Readonly<Record<string, number>>
  /** Ends everything that was started here, and whatever deploys started on its sides. */
  readonly stop: () => Promise<void>
}

const MIB = 1024 * 1024
/** The very first time Debian's packages are fetched. */
const FIRST_LIMIT_MS = 120_000

/** Throws when another shop stands in `dir`, or when a part does not come up; then nothing is left running. */
export async function startShop(order: ShopOrder): Promise<Shop> {
  const { stableVersion = 'v2.0.0', faultVersion = 'v2.1.0', fault = 'none', usual = 0 } = order
  const { workers = 2, memoryLimitMiB = 224 } = order
  mustBeWithin('usual', usual, 0, 1_000)
  mustBeWithin('workers', workers, 1, 8)
  mustBeWithin('memoryLimitMiB', memoryLimitMiB, 160, 4_096)
  mkdirSync(resolve(order.dir, 'run'), { recursive: true, mode: 0o700 })
  const dir = realpathSync(order.dir)
  const claim = claimDirectory(dir)
  const children: Child[] = []
  const stop = async () => {
    await endAllSides(dir)
    await Promise.all(children.map((child) => child.stop()))
    await endDatabases(dir)
    rmSync(claim, { force: true })
  }
  try {
    await endAllSides(dir)
    await endDatabases(dir)
    const addresses = await pickShopAddresses(order.behindProxy ?? false)
    const state: ShopState = {
      addresses,
      parent: process.pid,
      workers,
      memoryLimitBytes: memoryLimitMiB * MIB,
    }
    rmSync(databaseFile(dir), { force: true })
    writeJsonFile(stateFile(dir), state)
    setUsual(dir, usual)
    orderFault(dir, faultVersion, fault)
    const deploy = (service: ShopService, side: Side, version: string, readyWithinMs = 20_000) =>
      bringUpSide({ dir, service, side }, version, {
        say: (line) => order.say?.('deploy', line),
        readyWithinMs,
      })
    const child = async (name: string, script: string, args: readonly string[]) => {
      const started = await startChild({
        ...{ name, args, script: `estates/progressive-canary/services/${script}` },
        env: inherited(),
        logFile: join(dir, 'logs', `${name}.log`),
        listensWithinMs: FIRST_LIMIT_MS,
      })
      // One that fails must not leave the others without an owner.
      children.push(started)
    }
    const outside = (name: string, url: string) =>
      child(name, `outside/${name}.ts`, ['--port', String(portOf(url))])
    const ports = ['--postgres', addresses.postgresPort, '--redis', addresses.redisPort].map(String)
    await allOf(dir, [
      child('database', 'database/keeper.ts', ['--dir', dir, ...ports]),
      outside('payment-gateway', addresses.payments),
      outside('helpdesk', addresses.helpdesk),
      deploy('frontend', 'blue', stableVersion, FIRST_LIMIT_MS),
      deploy('backend', 'blue', stableVersion, FIRST_LIMIT_MS),
    ])
    const database = readDatabase(dir)
    return {
      dir,
      addresses,
      database,
      missing: [database.cache, database.backups].flatMap((part) =>
        'missing' in part ? [part.missing] : [],
      ),
      stableVersion,
      orderFault: (kind, version = faultVersion) => orderFault(dir, version, kind),
      deploy: (service, side, version) => deploy(service, side, version),
      undeploy: async (service, side) => void (await takeDownSide({ dir, service, side })),
      pids: () => ({
        ...Object.fromEntries(children.map(({ name, pid }) => [name, pid])),
        ...databasePids(dir),
      }),
      stop,
    }
  } catch (error) {
    await stop()
    const because = error instanceof Error ? error.message : String(error)
    throw new Error(`the shop could not be started: ${because}`, { cause: error })
  }
}

/** When one fails, the sides that wait for it are ended; what was started is known before the failure is thrown. */
async function allOf(dir: string, all: readonly Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(all)
  } catch (error) {
    await endAllSides(dir)
    await Promise.allSettled(all)
    throw error
  }
}

function mustBeWithin(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name} must be a whole number from ${least} to ${most}, not ${value}`)
}

/** Two shops in one directory would end each other's processes. */
function claimDirectory(dir: string): string {
  const file = join(dir, 'run', 'shop.json')
  const owner = readJsonFile<{ pid: number; startTime: string }>(file)
  if (owner && stillRuns(owner.pid, owner.startTime))
    throw new Error(`a shop already stands in ${dir}, of process ${owner.pid}`)
  writeJsonFile(file, { pid: process.pid, startTime: startTimeOf(process.pid) })
  return file
}
