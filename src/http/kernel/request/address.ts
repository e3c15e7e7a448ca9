import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/**
 * Where the connection comes from; `X-Forwarded-For` is only somebody's word. Behind a proxy, and on this machine,
 * that is one address for all.
 */
export function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  const address = incoming?.socket.remoteAddress ?? ''
  return address === '' || /^(::ffff:)?127\./.test(address) || address === '::1' ? 'loopback' : address
}
