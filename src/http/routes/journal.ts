import { Hono } from 'hono'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { readQuery } from '../body.ts'
import type { Env } from '../env.ts'
import { count, STREAM } from '../words.ts'

const entriesQuery = z.strictObject({
  stream: z.string().regex(STREAM, 'this is no name of a stream'),
  after: count(0, Number.MAX_SAFE_INTEGER, 0),
  limit: count(1, 1000, 500),
})
const checkpointsQuery = z.strictObject({
  after: count(0, Number.MAX_SAFE_INTEGER, 0),
  limit: count(1, 1000, 500),
})

/** The journal as it is stored, hashes and all, so that anybody can verify it. */
export function journalRoutes(api: Api): Hono<Env> {
  return new Hono<Env>()
    .get('/streams', async (c) => c.json({ streams: await api.read.streams() }))
    .get('/entries', async (c) => {
      const { stream, after, limit } = readQuery(c, entriesQuery)
      return c.json({ entries: await api.read.entries(stream, after, limit) })
    })
    .get('/checkpoints', async (c) => {
      const { after, limit } = readQuery(c, checkpointsQuery)
      return c.json({ checkpoints: await api.read.checkpoints(after, limit) })
    })
}
