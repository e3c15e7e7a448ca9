import type { Desired } from '../../core/traffic/desired.ts'
import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import { type AdminClient, type AdminClientOrder, adminClient, GatewayUnavailable } from './admin-client.ts'

/**
 * Traffic through one or more gateways. `ProxyReport.instance` is the path of the admin socket: a gateway that is
 * down has the same name as when it is back.
 */
export type GatewayTraffic = Traffic & { close(): Promise<void> }

export function gatewayTraffic({
  sockets,
  ...how
}: Omit<AdminClientOrder, 'socket'> & { readonly sockets: readonly string[] }): GatewayTraffic {
  const clients = sockets.map((socket) => adminClient({ socket, ...how }))
  return {
    write: (target, desired, signal) =>
      reports(clients, async (client) => {
        const { has, writes } = await client.write(target, desired, signal)
        return said(has.desired, writes)
      }),
    read: (target, signal) =>
      reports(clients, async (client) => {
        const shown = (await client.status(signal)).targets[target]
        if (shown === undefined)
          throw new GatewayUnavailable(`the gateway at ${client.socket} does not route ${target}`)
        return said(shown.held.desired, shown.writes)
      }),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}

/** Without a mode nobody waits for writes, and a count that always moves would be news each time. */
const said = (has: Desired, writes: number | undefined) =>
  has.mode === undefined ? { has } : { has, writes: writes ?? null }

function reports(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<ReturnType<typeof said>>,
): Promise<ProxyReport[]> {
  return Promise.all(
    clients.map(async (client): Promise<ProxyReport> => {
      try {
        return { instance: client.socket, reached: true, ...(await ask(client)) }
      } catch (cause) {
        if (!(cause instanceof GatewayUnavailable)) throw cause
        return { instance: client.socket, reached: false, because: cause.message }
      }
    }),
  )
}
