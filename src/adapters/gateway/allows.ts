import { isAllowedPath } from '../../core/traffic/mode.ts'
import { trustOf } from './client/trust.ts'
import type { GatewayConfig } from './config/config.ts'

/** What maintenance lets through all the same, as the configuration of a target says. */
export type Allows = {
  /** Answered by the gateway itself; null for none. */
  readonly healthPath: string | null
  /** `segment` is null for a peer that is not trusted to say one. */
  request(of: {
    readonly path: string
    readonly segment: string | null
    readonly address: string | undefined
  }): boolean
}

export function allowsOf(configured: GatewayConfig['routes'][number]['maintenance']): Allows {
  const { healthPath, allowPaths, allowSegments, allowAddresses } = configured
  const segments = new Set(allowSegments)
  const isNear = trustOf(allowAddresses)
  return {
    healthPath: healthPath ?? null,
    request: ({ path, segment, address }) =>
      isAllowedPath(allowPaths, path) || (segment !== null && segments.has(segment)) || isNear(address),
  }
}
