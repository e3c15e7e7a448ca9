import type { Instant, Millis } from '../../core/time/instant.ts'
import { isLatched, sameDesired } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import { targetsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'
import { adoptProxyLatch } from './adopt-proxy-latch.ts'
import { compareTraffic, type Standing } from './compare-traffic.ts'
import { holdBackProxy } from './hold-back-proxy.ts'

const RETRY_FROM_MS: Millis = 100
const CALL_LIMIT_MS: Millis = 2_000
/** While writes that were let through before a mode are under way, somebody may wait for the last of them. */
const DRAIN_LOOK_MS: Millis = 200
/** The store keeps when a proxy was last seen, without a write for every look. */
const HEARTBEAT_MS: Millis = 5_000

/**
 * Brings every target's desired state to its proxies, outside any queue: it looks at what is, writes until every
 * proxy has exactly what is desired, and never stops looking. Each target has a loop of its own, so that a proxy
 * which does not answer holds up nobody else's rollback.
 */
export function reconcilers(runtime: Runtime): readonly LoopMember[] {
  return [...targetsOf(runtime.reach)].map(([name, { traffic }]) => reconciler(runtime, name, traffic))
}

function reconciler(runtime: Runtime, name: string, traffic: Traffic): LoopMember {
  const memory: Memory = { reports: null, reportedAt: 0, retries: 0 }
  const bell = runtime.bells.targets.get(name)
  if (bell === undefined) throw new Error(`no bell for the target ${name}`)
  return { of: name, bell, round: (signal) => reconcile(runtime, name, traffic, memory, signal) }
}

/** Only what saves a write or a call; a lost memory changes nothing but that. */
type Memory = {
  reports: readonly ProxyReport[] | null
  reportedAt: Instant
  retries: number
}

async function reconcile(
  runtime: Runtime,
  name: string,
  traffic: Traffic,
  memory: Memory,
  signal: AbortSignal,
): Promise<Millis | undefined> {
  const row = await runtime.store.targets.get(name)
  if (row === null) return undefined

  const askedAt = runtime.clock.now()
  const reports = await ask(row, traffic, memory, signal)
  await report(runtime, row, reports, memory, askedAt)
  const standings = reports.map((each) => compareTraffic(row, each))
  await settle(runtime, row, traffic, reports, standings, memory, signal)

  if (
    standings.length > 0 &&
    standings.every((standing) => standing === 'agrees' || standing === 'conflict')
  ) {
    memory.retries = 0
    return isDraining(reports) ? DRAIN_LOOK_MS : undefined
  }
  memory.retries += 1
  return RETRY_FROM_MS * 2 ** Math.min(memory.retries - 1, 10)
}

const isDraining = (reports: readonly ProxyReport[]): boolean =>
  reports.some((each) => each.reached && (each.writes ?? 0) > 0)

/**
 * When it is already known that a proxy has something else, the first word is the new one; a kill does not read
 * first.
 */
async function ask(
  row: TargetRow,
  traffic: Traffic,
  memory: Memory,
  signal: AbortSignal,
): Promise<readonly ProxyReport[]> {
  const { name, desired, conflict } = row
  const known = memory.reports
  const agreed = known?.every((each) => each.reached && sameDesired(each.has, desired)) ?? false
  const write = () =>
    within(
      CALL_LIMIT_MS,
      `writing the traffic of ${name}`,
      (limit) => traffic.write(name, desired, limit),
      signal,
    )
  // What nobody has decided yet is not overwritten; a latch decides it.
  const asked = conflict !== null && !isLatched(desired.split)
  if (!agreed && !asked) return write()
  const read = await within(
    CALL_LIMIT_MS,
    `reading the traffic of ${name}`,
    (limit) => traffic.read(name, limit),
    signal,
  )
  return read.some((each) => compareTraffic(row, each) === 'behind') ? write() : read
}

async function report(
  { store, clock, bells }: Runtime,
  { name }: TargetRow,
  reports: readonly ProxyReport[],
  memory: Memory,
  askedAt: Instant,
): Promise<void> {
  const now = clock.now()
  const changed = JSON.stringify(reports) !== JSON.stringify(memory.reports)
  if (!changed && now - memory.reportedAt < HEARTBEAT_MS) return
  // Not before it is stored: a report that failed, or that another server has overtaken, has to be made again.
  memory.reports = null
  if (!(await store.targets.report(name, reports, now, askedAt))) return
  memory.reports = reports
  memory.reportedAt = now
  if (changed) bells.tick.ring()
}

const DIFFERENT: ReadonlySet<Standing> = new Set(['latched-itself', 'outranks', 'conflict'])

async function settle(
  runtime: Runtime,
  row: TargetRow,
  traffic: Traffic,
  reports: readonly ProxyReport[],
  standings: readonly Standing[],
  memory: Pick<Memory, 'retries'>,
  signal: AbortSignal,
): Promise<void> {
  const differ = standings.some((standing) => DIFFERENT.has(standing))
  if (!differ) return
  // The desired state may have moved on while the proxies were asked; only what still differs is a difference.
  const fresh = await runtime.store.targets.get(row.name)
  if (fresh === null || !sameDesired(fresh.desired, row.desired)) return
  for (const [i, standing] of standings.entries()) {
    const said = reports[i]
    if (said === undefined || !said.reached) continue
    if (standing === 'latched-itself' || standing === 'outranks')
      return adoptProxyLatch(runtime, fresh, said, memory.retries === 0)
    if (standing !== 'conflict' || (fresh.conflict !== null && said.has.split.mode === 'closed')) continue
    await within(
      CALL_LIMIT_MS,
      `closing ${row.name}`,
      (limit) => holdBackProxy(runtime, fresh, traffic, said, limit),
      signal,
    )
  }
}
