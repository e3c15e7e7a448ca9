import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

/** Somebody with a token, who asks a server as its document says. */
export type Caller = {
  readonly get: (path: string) => Promise<unknown>
  readonly send: (method: 'POST' | 'PUT', path: string, body: unknown, more?: Headers) => Promise<unknown>
  /** What it answers, whatever that is. */
  readonly status: (method: string, path: string, body?: unknown) => Promise<number>
}
type Headers = Readonly<Record<string, string>>

export function caller(url: () => string, token: () => string): Caller {
  const ask = async (method: string, path: string, body?: unknown, more: Headers = {}) => {
    const answer = await fetch(`${url()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token()}`,
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const wellAnswered = async (...asked: Parameters<typeof ask>): Promise<unknown> => {
    const { status, text } = await ask(...asked)
    assert.ok(status < 300, `${asked[0]} ${asked[1]}: ${status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    get: (path) => wellAnswered('GET', path),
    send: wellAnswered,
    status: async (...asked) => (await ask(...asked)).status,
  }
}
