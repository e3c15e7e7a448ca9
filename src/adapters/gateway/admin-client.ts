import { Pool } from 'undici'
import { z } from 'zod'
import { isAdminUrl } from '../../core/address/admin-url.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { networkReason } from '../../ports/network-reason.ts'
import { connectsAs, tlsReason } from './tls/connect-tls.ts'
import {
  type Counting,
  type GatewayStatus,
  type Held,
  latchAnswerSchema,
  statusSchema,
  type TelemetryPage,
  telemetryPageSchema,
  writeAnswerSchema,
} from './wire.ts'

/**
 * Speaks to one gateway over its admin socket, or over the network. Every call ends after `timeoutMs` or with
 * `signal`, whichever is first.
 */
export type AdminClient = {
  /** Where it is: the gateway's name everywhere outside it, known also while it is down. */
  readonly socket: string
  status(signal?: AbortSignal): Promise<GatewayStatus>
  /** Accepted or refused, the answer says what the gateway has. */
  write(target: string, desired: Desired, signal?: AbortSignal): Promise<z.infer<typeof writeAnswerSchema>>
  /** Closes and latches without a database: `kill --direct`. */
  latch(target: string, signal?: AbortSignal): Promise<{ readonly already: boolean; readonly has: Held }>
  telemetry(after: number, limit: number, signal?: AbortSignal): Promise<TelemetryPage>
  /** What to count apart from now on, for a minute. */
  count(counting: Counting, signal?: AbortSignal): Promise<void>
  /** Only a gateway started with `--demo-faults` obeys. */
  orderFault(metrics: 'down' | 'up', signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The gateway could not be reached, or its answer was no good. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable'
}

export type AdminClientOrder = {
  /** The path of a Unix socket, or `https://HOST:PORT`. */
  readonly socket: string
  /** What is shown to one on the network. */
  readonly identity?: AdminIdentity | undefined
  readonly timeoutMs: number
}

export function adminClient({ socket, identity, timeoutMs }: AdminClientOrder): AdminClient {
  // A kill never waits behind a page of telemetry.
  const limits = { connections: 4, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
  const http =
    identity !== undefined && isAdminUrl(socket)
      ? new Pool(socket, { ...limits, connect: connectsAs(identity, timeoutMs) })
      : new Pool('http://gateway', { ...limits, socketPath: socket })

  const reasonOf = isAdminUrl(socket) ? tlsReason : networkReason
  const call = async <T>(
    schema: z.ZodType<T>,
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    options: { body?: unknown; also?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<T> => {
    const doing = `${method} ${path} at ${socket}`
    const limit = AbortSignal.timeout(timeoutMs)
    const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal])
    try {
      const { statusCode, body } = await http.request({
        method,
        path,
        signal,
        ...(options.body === undefined
          ? {}
          : { body: JSON.stringify(options.body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await body.text()
      if (statusCode !== 200 && statusCode !== options.also)
        throw new GatewayUnavailable(`${doing} was answered with ${statusCode}: ${text.slice(0, 500)}`)
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      if (cause instanceof GatewayUnavailable) throw cause
      const why = limit.aborted
        ? `no answer in ${timeoutMs} ms`
        : (reasonOf(cause) ?? (cause instanceof Error ? cause.message : String(cause)))
      throw new GatewayUnavailable(`${doing} failed: ${why}`, { cause })
    }
  }
  const of = (target: string) => `/targets/${encodeURIComponent(target)}`

  return {
    socket,
    status: (signal) => call(statusSchema, 'GET', '/status', { signal }),
    write: (target, desired, signal) =>
      call(writeAnswerSchema, 'PUT', `${of(target)}/desired`, { body: desired, also: 409, signal }),
    latch: (target, signal) => call(latchAnswerSchema, 'POST', `${of(target)}/latch`, { signal }),
    telemetry: (after, limit, signal) =>
      call(telemetryPageSchema, 'GET', `/telemetry?after=${after}&limit=${limit}`, { signal }),
    count: async (counting, signal) => {
      await call(z.object({ counting: z.boolean() }), 'PUT', '/counting', { body: counting, signal })
    },
    orderFault: async (metrics, signal) => {
      await call(z.object({ metrics: z.string() }), 'POST', '/faults', { body: { metrics }, signal })
    },
    close: () => http.destroy(),
  }
}
