import { Pool } from 'undici'
import type { Side } from '../../core/traffic/desired.ts'
import type { GatewayConfig } from './config.ts'

const VERSION_MAX_LENGTH = 64

/** One side of a target, with its connections. */
export class Upstream {
  readonly side: Side
  readonly pool: Pool
  /** What its last answer said in `X-App-Version`. */
  version = ''
  /** Whether the last attempt got no answer: said once in the log, not once a request. */
  failing = false
  saidAt = Number.NEGATIVE_INFINITY

  constructor(side: Side, origin: string, limits: GatewayConfig['limits']) {
    this.side = side
    this.pool = new Pool(origin, {
      connections: limits.connectionsPerUpstream,
      pipelining: 1,
      connect: { timeout: limits.connectMs },
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
    })
  }

  /** Requests that no connection was free for. */
  get waiting(): number {
    return this.pool.stats.pending
  }

  saw(version: string | string[] | undefined): string {
    const said = typeof version === 'string' ? version.slice(0, VERSION_MAX_LENGTH) : ''
    if (said !== '') this.version = said
    return said
  }
}
