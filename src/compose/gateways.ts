import { type AdminClient, adminClient } from '../adapters/gateway/admin-client.ts'
import { type GatewayTraffic, gatewayTraffic } from '../adapters/gateway/traffic.ts'

/** Several targets may share a gateway; it is asked over one set of connections. */
export type Gateways = {
  traffic(socket: string): GatewayTraffic
  clients(): readonly AdminClient[]
  close(): Promise<void>
}

/** A gateway that hangs is told as unreachable to the reconciler well within its own patience. */
const CALL_LIMIT_MS = 1_500
const PULL_LIMIT_MS = 5_000

export function openGateways(): Gateways {
  const open = new Map<string, { traffic: GatewayTraffic; client: AdminClient }>()
  return {
    traffic(socket) {
      const there = open.get(socket)
      if (there !== undefined) return there.traffic
      const traffic = gatewayTraffic({ sockets: [socket], timeoutMs: CALL_LIMIT_MS })
      open.set(socket, { traffic, client: adminClient({ socket, timeoutMs: PULL_LIMIT_MS }) })
      return traffic
    },
    clients: () => [...open.values()].map(({ client }) => client),
    async close() {
      await Promise.all(
        [...open.values()].flatMap(({ traffic, client }) => [traffic.close(), client.close()]),
      )
    },
  }
}
