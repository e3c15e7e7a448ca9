import { resolve } from 'node:path'
import { haproxyTraffic } from '../adapters/haproxy/traffic.ts'
import { isAdminUrl } from '../core/address/admin-url.ts'
import { isPlace } from '../core/address/tls-socket.ts'
import type { TrafficBinding } from '../core/binding/traffic-binding.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'
import type { Traffic } from '../ports/traffic.ts'
import type { Gateways } from './gateways.ts'

/** A HAProxy that hangs is told as unreachable to the reconciler well within its own patience. */
const CALL_LIMIT_MS = 1_500

/** The adapter that splits a target's requests. `at` is the directory of the binding file. */
export function trafficBy(
  bound: TrafficBinding,
  at: string,
  { gateways, identity }: { readonly gateways: Gateways; readonly identity: AdminIdentity | undefined },
): Traffic {
  if (bound.adapter === 'gateway') return gateways.traffic(gatewaySockets(bound, at))
  return haproxyTraffic({ instances: haproxiesOf(bound, at), timeoutMs: CALL_LIMIT_MS, identity })
}

/** Admin sockets of the gateways that split the target, paths or https URLs; none when something else does. */
export function gatewaySockets(bound: TrafficBinding, at: string): readonly string[] {
  if (bound.adapter !== 'gateway') return []
  return bound.sockets.map((socket) => (isAdminUrl(socket) ? new URL(socket).origin : resolve(at, socket)))
}

/** The HAProxies that split the target; none when something else does. */
export function haproxiesOf(bound: TrafficBinding, at: string) {
  if (bound.adapter !== 'haproxy') return []
  return bound.instances.map(({ socket, maps, backend }) => ({
    socket: isPlace(socket) ? socket : resolve(at, socket),
    maps: resolve(at, maps),
    backend,
  }))
}
