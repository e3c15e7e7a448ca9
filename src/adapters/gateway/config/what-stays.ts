import { isDeepStrictEqual } from 'node:util'
import type { GatewayConfig } from './config.ts'
import { SetupFault } from './setup-fault.ts'

/** What a gateway that runs is built on: everything else may become another while it serves. */
const STAYS = [
  ...['instance', 'adminSocket', 'admin', 'stateFile', 'cookieSecretFile', 'accessLog', 'metrics'],
  ...['reusePort', 'portsFile', 'proxyProtocol'],
] as const satisfies readonly (keyof GatewayConfig)[]

/** Why another configuration takes a restart; null when it does not. */
export function whatStays(before: GatewayConfig, next: GatewayConfig): SetupFault | null {
  const changed: string[] = STAYS.filter((key) => !isDeepStrictEqual(before[key], next[key]))
  if (before.limits.maxHeaderBytes !== next.limits.maxHeaderBytes) changed.push('limits.maxHeaderBytes')
  if (changed.length === 0) return null
  return new SetupFault(
    `The gateway cannot change ${changed.join(', ')} while it runs.`,
    'Write there what was there before, or restart the gateway.',
  )
}
