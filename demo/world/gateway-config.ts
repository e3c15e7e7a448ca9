import { type Addresses, portOf } from './addresses.ts'
import { type Target, targets } from './side.ts'

/** The gateway's own configuration; paths are relative to the file. */
export function gatewayConfig(addresses: Addresses, adminSocket: string) {
  return {
    instance: 'gateway-1',
    adminSocket,
    stateFile: 'data/gateway-state.json',
    cookieSecretFile: 'secrets/GATEWAY_COOKIE',
    portsFile: 'run/gateway-ports.json',
    // The demo's users tell who they are in a header, as an edge in front of the gateway would.
    trustedProxies: ['127.0.0.1'],
    routes: targets.map((target: Target) => ({
      target: `staging/${target}`,
      listen: `127.0.0.1:${portOf(addresses.publicly[target])}`,
      sides: addresses.sides[target],
    })),
  }
}
