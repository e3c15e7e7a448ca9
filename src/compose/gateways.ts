import { type AdminClient, adminClient } from '../adapters/gateway/admin-client.ts'
import { type GatewayTraffic, gatewayTraffic } from '../adapters/gateway/traffic.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'

/** Several targets may share their gateways; each is asked over one set of connections. */
export type Gateways = {
  /** All gateways that share a target's traffic, by their admin sockets. */
  traffic(sockets: readonly string[]): GatewayTraffic
  clients(): readonly AdminClient[]
  close(): Promise<void>
}

/** A gateway that hangs is told as unreachable to the reconciler well within its own patience. */
const CALL_LIMIT_MS = 1_500
const PULL_LIMIT_MS = 5_000

/** `identity`: what is shown to gateways on other machines. */
export function openGateways(identity?: AdminIdentity): Gateways {
  const traffics = new Map<string, GatewayTraffic>()
  const clients = new Map<string, AdminClient>()
  return {
    traffic(sockets) {
      for (const socket of sockets)
        if (!clients.has(socket))
          clients.set(socket, adminClient({ socket, identity, timeoutMs: PULL_LIMIT_MS }))
      const key = JSON.stringify(sockets)
      const traffic = traffics.get(key) ?? gatewayTraffic({ sockets, identity, timeoutMs: CALL_LIMIT_MS })
      traffics.set(key, traffic)
      return traffic
    },
    clients: () => [...clients.values()],
    async close() {
      await Promise.all([...traffics.values(), ...clients.values()].map((open) => open.close()))
    },
  }
}
