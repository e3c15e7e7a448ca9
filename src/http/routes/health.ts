import { Hono } from 'hono'
import type { Api } from '../api.ts'
import type { Env } from '../env.ts'
import { ProblemError } from '../problem.ts'

/** For whoever keeps the process alive: they need no token and learn nothing else. */
export function healthRoutes(api: Api): Hono<Env> {
  return new Hono<Env>()
    .get('/live', (c) => c.json({ live: true }))
    .get('/ready', async (c) => {
      const health = await api.ready()
      if (!health.ready)
        throw new ProblemError(
          'not-ready',
          `Not ready: ${health.because}.`,
          'Wait, or see the log of the server.',
        )
      return c.json(health)
    })
}
