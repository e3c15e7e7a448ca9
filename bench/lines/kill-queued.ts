import { gatewayUnderTest } from '../../src/adapters/gateway/gateway.testing.ts'
import { haproxyUnderTest } from '../../src/adapters/haproxy/haproxy.testing.ts'
import { askHaproxy } from '../../src/adapters/haproxy/runtime-socket.ts'
import { haproxyTraffic } from '../../src/adapters/haproxy/traffic.ts'
import { FULL, LATCHED, type Split } from '../../src/core/traffic/desired.ts'
import { timesOf } from '../parts/figures.ts'
import { type Line, type Row, type Run, slower } from '../parts/line.ts'
import { type KillQueued, killWithQueue, type QueueingProxy } from '../parts/proxy/kill-queued.ts'
import { haproxyMissing, TARGET } from '../parts/proxy/proxies.ts'
import { type SlowCanary, startSlowCanary } from '../parts/proxy/slow-canary.ts'
import { inScratch, type Scratch } from '../parts/scratch.ts'

const QUEUED = 1_000
const CLIENTS = 1_600
const EVERYBODY: Split = { mode: 'open', weight: FULL, cohort: 'bench', segments: [], headerOverride: false }

export const killQueued: Line = {
  name: 'kill-queued',
  title: 'A kill while a thousand requests wait for a slow canary',
  limitedBy:
    'Nothing that waits is lost or late: every request that waits for the canary goes to stable with the kill. What has been sent to the ' +
    'canary before ends there, so the last answer takes as long as the canary does.',
  measure: (run) => inScratch((scratch) => measure(run, scratch)),
}

async function measure(run: Run, scratch: Scratch): Promise<readonly Row[]> {
  const canary = await startSlowCanary(scratch)
  const gateway = await rowsOf(run, canary, await queueingGateway(scratch, canary))
  if (haproxyMissing !== false) {
    run.say(haproxyMissing)
    return gateway
  }
  const haproxy = await queueingHaproxy(scratch, canary)
  return [...gateway, ...(await rowsOf(run, canary, haproxy))]
}

async function rowsOf(
  { quick, say }: Run,
  canary: SlowCanary,
  proxy: QueueingProxy,
): Promise<readonly Row[]> {
  const kills = quick ? 2 : 100
  say(`${proxy.name}: ${kills} kills with ${QUEUED} requests in its queue`)
  const result = await inScratch((scratch) =>
    killWithQueue(scratch, canary, proxy, { kills, queued: QUEUED, clients: CLIENTS }),
  )
  return [
    lateRow(proxy, result),
    slower(
      `${proxy.name}: from the kill to the last answer of all ${CLIENTS}`,
      timesOf(result.drainedMs),
      'the answer of the kill',
      timesOf(result.tookMs),
    ),
  ]
}

function lateRow({ name }: QueueingProxy, { kills, queued, late, lastLateMs, failed }: KillQueued): Row {
  const last = late === 0 ? '' : `, the last ${Math.round(lastLateMs)} ms later`
  return {
    what: `${name}: begun at the canary after the answer of ${kills} kills`,
    ours: `${late}${last}`,
    beside: `${queued.toLocaleString('en-US')} that waited; ${failed} failed`,
    ratio: late / queued,
    wanted: 'none',
  }
}

async function queueingGateway(scratch: Scratch, { sides }: SlowCanary): Promise<QueueingProxy> {
  const routes = [{ target: TARGET, listen: '127.0.0.1:0', sides }]
  const under = await gatewayUnderTest({ config: { routes } })
  scratch.after(() => under.close())
  let generation = 0
  const tell = (split: Split) => {
    generation += 1
    return under.admin.write(TARGET, { generation, stable: 'blue', split })
  }
  return {
    name: 'gateway',
    url: under.url(),
    open: () => tell(EVERYBODY),
    kill: () => tell(LATCHED),
    queued: async () => (await under.admin.status()).targets[TARGET]?.waiting?.green ?? 0,
  }
}

const CALL_LIMIT_MS = 5_000
/** So many requests at once are sent to the canary; the others wait in HAProxy. */
const SENT_AT_ONCE = 256

/** A real HAProxy whose server of the canary has a limit, as a team may write beside the printed configuration. */
async function queueingHaproxy(scratch: Scratch, { sides }: SlowCanary): Promise<QueueingProxy> {
  const under = await haproxyUnderTest({
    sides,
    edited: (config) =>
      config
        .replace(/^( {4}server green .*)$/m, `$1 maxconn ${SENT_AT_ONCE}`)
        .replace(/^( {4}balance .*)$/m, '$1\n    timeout queue 30s'),
  })
  scratch.after(() => under.close())
  const traffic = haproxyTraffic({ instances: [under], timeoutMs: CALL_LIMIT_MS })
  let generation = 0
  const tell = async (split: Split) => {
    generation += 1
    const desired = { generation, stable: 'blue', split } as const
    const [report] = await traffic.write(TARGET, desired, AbortSignal.timeout(2 * CALL_LIMIT_MS))
    if (report?.reached !== true) throw new Error(`HAProxy: ${report?.because ?? 'no answer'}`)
  }
  return {
    name: 'HAProxy',
    url: under.url,
    open: () => tell(EVERYBODY),
    kill: () => tell(LATCHED),
    queued: async () =>
      waiting(await askHaproxy(under.socket, 'show stat wix 4 -1', { timeoutMs: CALL_LIMIT_MS })),
  }
}

function waiting(table: string): number {
  const [names = '', ...rows] = table.replace(/^# /, '').split('\n')
  const columns = names.split(',')
  const green = rows.map((row) => row.split(',')).find((row) => row[columns.indexOf('svname')] === 'green')
  return Number(green?.[columns.indexOf('qcur')] ?? 0)
}
