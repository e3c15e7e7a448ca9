import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { RequestTraces } from '../../ports/traces.ts'
import type { IdentityHeaders } from './client/identity.ts'
import type { StickyCookie } from './client/sticky-cookie.ts'
import type { Peer } from './client/trust.ts'
import type { Telemetry } from './telemetry.ts'
import type { BodyLimits } from './upstream/request-body.ts'

/** What every exchange needs and none changes. */
export type Exchanges = {
  readonly identity: IdentityHeaders
  readonly peerOf: (socket: Socket) => Peer
  readonly cookie: StickyCookie
  readonly telemetry: Telemetry
  readonly limits: BodyLimits
  readonly log: Logger
  /** Null where requests are not traced. */
  readonly traces: RequestTraces | null
  /** No client is kept once the gateway is stopping. */
  readonly stopping: () => boolean
}
