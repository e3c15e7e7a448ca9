import { gatewayUnderTest } from '../../../src/adapters/gateway/gateway.testing.ts'
import { gatewayTraffic } from '../../../src/adapters/gateway/traffic.ts'
import { haproxyUnderTest, skip, TARGET } from '../../../src/adapters/haproxy/haproxy.testing.ts'
import { askHaproxy } from '../../../src/adapters/haproxy/runtime-socket.ts'
import { haproxyTraffic } from '../../../src/adapters/haproxy/traffic.ts'
import { CLOSED, type Split } from '../../../src/core/traffic/desired.ts'
import type { Traffic } from '../../../src/ports/traffic.ts'
import type { Scratch } from '../scratch.ts'
import { type Sides, startSides } from './upstream.ts'

export { skip as haproxyMissing, TARGET }

/** A real proxy in a process of its own, splitting TARGET between two real upstreams that say which side they are. */
export type RealProxy = {
  readonly name: string
  readonly url: string
  readonly pid: number
  readonly traffic: Traffic
  /** As a binding says how it is reached. */
  readonly binding: object
  /** The shortest way to tell it that the canary gets nothing any more, past everything of ours. */
  readonly closeByHand: () => Promise<unknown>
  readonly openByHand: () => Promise<unknown>
}

/** HAProxy is there where it is installed or can be fetched; otherwise the string says what is missing. */
export type Proxies = {
  readonly sides: Sides
  readonly gateway: RealProxy
  readonly haproxy: RealProxy | string
  readonly upstream: string
}

const CALL_LIMIT_MS = 3_000

/** Half of the subjects; `x-user-id` says who one is. */
export const HALF: Split = {
  mode: 'open',
  weight: 5_000,
  cohort: 'bench',
  segments: [],
  headerOverride: false,
}

/** Both before the same two upstreams. */
export async function startProxies(scratch: Scratch): Promise<Proxies> {
  const sides = await startSides(scratch)
  const haproxy = skip === false ? await startHaproxy(scratch, sides) : String(skip)
  return { sides, gateway: await startGateway(scratch, sides), haproxy, upstream: sides.blue }
}

/** `metrics` is ADDRESS:PORT of its exporter. Throws when there is no HAProxy. */
export async function startHaproxy(scratch: Scratch, sides: Sides, metrics?: string): Promise<RealProxy> {
  const under = await haproxyUnderTest({ sides, ...(metrics === undefined ? {} : { metrics }) })
  scratch.after(() => under.close())
  const { socket, maps, url } = under
  const ask = (command: string) => askHaproxy(socket, command, { timeoutMs: CALL_LIMIT_MS })
  const [, pid = '0'] = /^Pid: (\d+)$/m.exec(await ask('show info')) ?? []
  return {
    name: 'HAProxy',
    url,
    pid: Number(pid),
    traffic: haproxyTraffic({ instances: [{ socket, maps }], timeoutMs: CALL_LIMIT_MS }),
    binding: { haproxy: { socket, maps } },
    closeByHand: () => ask('set server wix/green state maint'),
    openByHand: () => ask('set server wix/green state ready'),
  }
}

/** Two at one address; the processor time is that of the first. */
export async function startTwoGateways(scratch: Scratch, sides: Sides): Promise<RealProxy> {
  const start = (instance: string, port: number) =>
    startGateway(scratch, sides, undefined, { instance, port })
  const one = await start('gateway-1', 0)
  const two = await start('gateway-2', Number(new URL(one.url).port))
  await openHalf(two)
  return { ...one, name: 'two gateways' }
}

/**
 * `program`: what is started in place of the gateway's own module, and reads the same arguments. `shared`: a port at
 * which others listen too.
 */
export async function startGateway(
  scratch: Scratch,
  sides: Sides,
  program?: readonly string[],
  shared?: { readonly instance: string; readonly port: number },
): Promise<RealProxy> {
  const routes = [{ target: TARGET, listen: `127.0.0.1:${shared?.port ?? 0}`, sides }]
  const sharing = shared === undefined ? {} : { instance: shared.instance, reusePort: true }
  const under = await gatewayUnderTest({
    config: { routes, ...sharing },
    ...(program === undefined ? {} : { program }),
  })
  scratch.after(() => under.close())
  const traffic = gatewayTraffic({ sockets: [under.socket], timeoutMs: CALL_LIMIT_MS })
  scratch.after(() => traffic.close())
  let generation = 1_000
  const tell = (split: Split) => {
    generation += 1
    return under.admin.write(TARGET, { generation, stable: 'blue', split })
  }
  return {
    name: 'gateway',
    url: under.url(),
    pid: under.process().pid ?? 0,
    traffic,
    binding: { gateway: under.socket },
    closeByHand: () => tell(CLOSED),
    openByHand: () => tell(HALF),
  }
}

/** Through the adapter, in a newer generation than it has. */
export async function openHalf({ name, traffic }: RealProxy): Promise<void> {
  const signal = AbortSignal.timeout(CALL_LIMIT_MS)
  const [report] = await traffic.read(TARGET, signal)
  if (report?.reached !== true) throw new Error(`the ${name} cannot be reached: ${report?.because}`)
  const desired = { generation: report.has.generation + 1, stable: 'blue', split: HALF } as const
  await traffic.write(TARGET, desired, signal)
}
