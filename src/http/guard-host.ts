import type { MiddlewareHandler } from 'hono'
import { ProblemError } from './problem.ts'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * A page of another site may make a browser send requests here (DNS rebinding, cross-site forms). Such a request names
 * another host, or another origin, and is answered with nothing.
 */
export function guardHost(hosts: readonly string[]): MiddlewareHandler {
  const known = new Set([...LOOPBACK, ...hosts.map((host) => host.toLowerCase())])
  return async (c, next) => {
    const host = (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase()
    if (!known.has(host.replace(/:\d+$/, '')))
      throw new ProblemError(
        'foreign-host',
        'This server does not answer for that host.',
        'Ask it by the address it listens on, or as localhost.',
      )
    const origin = c.req.header('origin')?.toLowerCase()
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
      throw new ProblemError(
        'foreign-origin',
        'Pages of other sites may not ask this server.',
        'Open its own page, or use the command line.',
      )
    await next()
  }
}
