/** Another service that this one asks, within a time limit. */
import { Pool } from 'undici'
import type { Asked } from './answers.ts'

export type Told = {
  readonly status: number
  /** The JSON of the answer; null when it has none. */
  readonly body: unknown
  readonly version: string | null
  readonly cookies: readonly string[]
}
export type Ask = {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly timeLimitMs?: number
}
export type Peer = {
  readonly name: string
  /** Throws `Unreachable` when no whole answer comes. */
  readonly ask: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, ask?: Ask) => Promise<Told>
  readonly close: () => Promise<void>
}

export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

const TIME_LIMIT_MS = 5_000
const ANSWER_MAX = 1024 * 1024

export function peer(name: string, url: string): Peer {
  // Idle connections are closed from this end, before the other one does: no request meets a closing one.
  const pool = new Pool(new URL(url).origin, {
    connections: 32,
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 2_000,
    connectTimeout: TIME_LIMIT_MS,
  })
  return {
    name,
    ask: async (method, path, { body, headers = {}, timeLimitMs = TIME_LIMIT_MS } = {}) => {
      try {
        const answer = await pool.request({
          method,
          path,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeLimitMs),
        })
        const text = await answer.body.text()
        if (text.length > ANSWER_MAX) throw new Error('its answer is larger than 1 MiB')
        const isJson = String(answer.headers['content-type'] ?? '').startsWith('application/json')
        const version = answer.headers['x-app-version']
        return {
          status: answer.statusCode,
          body: isJson ? JSON.parse(text) : null,
          version: typeof version === 'string' ? version : null,
          cookies: [answer.headers['set-cookie'] ?? []].flat(),
        }
      } catch (cause) {
        throw new Unreachable(`${name} gave no answer`, { cause })
      }
    },
    close: () => pool.destroy(),
  }
}

const PASSED_ON = [
  'cookie',
  'authorization',
  'x-user-id',
  'x-user-segment',
  'x-canary-version',
  'traceparent',
] as const

/** Who asks, as the next service wants to know it too. */
export function passedOn(asked: Asked): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = asked.headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
