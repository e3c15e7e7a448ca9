import { dirname } from 'node:path'
import { type AdminClient, adminClient } from '../adapters/gateway/admin-client.ts'
import { skewOfGateway } from '../adapters/gateway/clock-of-gateway.ts'
import { latchHaproxy } from '../adapters/haproxy/latch.ts'
import type { Instant } from '../core/time/instant.ts'
import type { Desired } from '../core/traffic/desired.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'
import { NotServable, readBinding } from './binding.ts'
import { identityOf } from './identity.ts'
import { gatewaySockets, haproxiesOf } from './traffic.ts'

/** What is asked of the proxies past the server, by people who may reach their sockets. */
type Latched = {
  readonly proxy: string
  readonly already: boolean
  readonly has: Desired
  /** What could not be found out, as a sentence. */
  readonly unsure: string | null
}

const CALL_LIMIT_MS = 1_500

/**
 * `kill --direct`: closes and latches a target at its proxies, without server and database. Throws when one cannot be
 * reached.
 */
export async function latchDirectly(bindingFile: string, target: string): Promise<readonly Latched[]> {
  const binding = await readBinding(bindingFile)
  const { environments } = binding
  const [environment = '', service = ''] = target.split('/')
  const bound = environments[environment]?.targets[service]
  if (bound === undefined) throw new NotServable(`the binding has no target ${target}`)
  const at = dirname(bindingFile)
  const identity = identityOf(binding, at)
  const latched = await Promise.allSettled([
    ...gatewaySockets(bound.traffic, at).map((socket) => latchGateway(socket, identity, target)),
    ...haproxiesOf(bound.traffic, at).map((haproxy) =>
      latchHaproxy({ ...haproxy, timeoutMs: CALL_LIMIT_MS, identity }, target),
    ),
  ])
  const failed = latched.flatMap((each) => (each.status === 'rejected' ? [wordsOf(each.reason)] : []))
  if (failed.length > 0 && failed.length < latched.length)
    throw new Error(
      `${target} is latched at ${latched.length - failed.length} of ${latched.length} proxies: ${failed.join('; ')}`,
    )
  if (failed.length > 0) throw new Error(failed.join('; '))
  return latched.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}

export type GatewaySeen = {
  readonly socket: string
  /** Why it does not; null for one that does. */
  readonly answers: string | null
  /** Why what it measures cannot be used. */
  readonly skew: string | null
  /** What it says of its own files, as sentences. */
  readonly troubles: readonly string[]
}

/** Every gateway that the binding names. Its clock is compared with `now`, that of this machine. */
export async function gatewaysOf(bindingFile: string, now: () => Instant): Promise<readonly GatewaySeen[]> {
  const binding = await readBinding(bindingFile)
  const at = dirname(bindingFile)
  const targets = Object.values(binding.environments).flatMap((environment) =>
    Object.values(environment.targets),
  )
  const sockets = new Set(targets.flatMap(({ traffic }) => gatewaySockets(traffic, at)))
  const identity = identityOf(binding, at)
  const ask = (socket: string) =>
    withGateway(socket, identity, async (client): Promise<GatewaySeen> => {
      const asked = now()
      try {
        const status = await client.status()
        const skew = skewOfGateway(status.now, asked, now())
        return { socket, answers: null, skew, troubles: status.troubles ?? [] }
      } catch (error) {
        return { socket, answers: wordsOf(error), skew: null, troubles: [] }
      }
    })
  return Promise.all([...sockets].map(ask))
}

function latchGateway(socket: string, identity: AdminIdentity | undefined, target: string): Promise<Latched> {
  return withGateway(socket, identity, async (client) => {
    const { already, has } = await client.latch(target)
    return { proxy: socket, already, has: has.desired, unsure: null }
  })
}

/** Asks one gateway past any server, for as long as `CALL_LIMIT_MS`. */
export async function withGateway<T>(
  socket: string,
  identity: AdminIdentity | undefined,
  ask: (client: AdminClient) => Promise<T>,
): Promise<T> {
  const client = adminClient({ socket, identity, timeoutMs: CALL_LIMIT_MS })
  try {
    return await ask(client)
  } finally {
    await client.close()
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
