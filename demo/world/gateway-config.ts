import type { VisitorCookie } from '../../src/core/traffic/visitor-cookie.ts'

/** One address that users reach, and the two sides behind it. */
export type GatewayRoute = {
  readonly target: string
  readonly listen: string
  /** Of an address that several share. */
  readonly paths?: readonly string[]
  readonly sides: { readonly blue: string; readonly green: string }
}

/** The gateway's own configuration; paths are relative to the file. */
export function gatewayConfig(
  adminSocket: string,
  routes: readonly GatewayRoute[],
  { cookie = {}, metrics }: { readonly cookie?: Partial<VisitorCookie>; readonly metrics?: string } = {},
) {
  return {
    instance: 'gateway-1',
    adminSocket,
    stateFile: 'data/gateway-state.json',
    cookieSecretFile: 'secrets/GATEWAY_COOKIE',
    cookie,
    portsFile: 'run/gateway-ports.json',
    ...(metrics === undefined ? {} : { metrics: { listen: metrics } }),
    // The demo's users tell who they are in a header, as an edge in front of the gateway would.
    trustedProxies: ['127.0.0.1'],
    routes,
  }
}
