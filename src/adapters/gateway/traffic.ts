import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import { type AdminClient, adminClient, GatewayUnavailable } from './admin-client.ts'

/**
 * Traffic through one or more gateways. `ProxyReport.instance` is the path of the admin socket: a gateway that is
 * down has the same name as when it is back.
 */
export type GatewayTraffic = Traffic & { close(): Promise<void> }

export function gatewayTraffic({
  sockets,
  timeoutMs,
}: {
  sockets: readonly string[]
  timeoutMs: number
}): GatewayTraffic {
  const clients = sockets.map((socket) => adminClient({ socket, timeoutMs }))
  return {
    write: (target, desired, signal) =>
      reports(clients, async (client) => (await client.write(target, desired, signal)).has.desired),
    read: (target, signal) =>
      reports(clients, async (client) => {
        const shown = (await client.status(signal)).targets[target]
        if (shown === undefined)
          throw new GatewayUnavailable(`the gateway at ${client.socket} does not route ${target}`)
        return shown.held.desired
      }),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}

function reports(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<Extract<ProxyReport, { reached: true }>['has']>,
): Promise<ProxyReport[]> {
  return Promise.all(
    clients.map(async (client): Promise<ProxyReport> => {
      try {
        return { instance: client.socket, reached: true, has: await ask(client) }
      } catch (cause) {
        if (!(cause instanceof GatewayUnavailable)) throw cause
        return { instance: client.socket, reached: false, because: cause.message }
      }
    }),
  )
}
