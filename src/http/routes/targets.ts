import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { readBody } from '../body.ts'
import type { Env } from '../env.ts'
import { ProblemError } from '../problem.ts'
import { because, NAME } from '../words.ts'

const body = z.strictObject({ because })

export function targetRoutes(api: Api): Hono<Env> {
  return new Hono<Env>()
    .get('/', async (c) => c.json({ targets: await api.read.targets() }))
    .post('/:environment/:name/kill', async (c) => {
      const target = fullName(c.req.param('environment'), c.req.param('name'))
      const { because } = await readBody(c, body)
      const dedup = c.req.header('idempotency-key') ?? randomUUID()
      const killed = await api.kill({
        target,
        actor: { kind: 'person', name: c.get('caller').name },
        because,
        dedup,
      })
      if (!killed.killed) throw unknownTarget(target)
      return c.json({ target, killed: true, already: killed.already, change: killed.owner?.id ?? null })
    })
    .post('/:environment/:name/release', async (c) => {
      const target = fullName(c.req.param('environment'), c.req.param('name'))
      const { because } = await readBody(c, body)
      const released = await api.release({
        target,
        actor: { kind: 'person', name: c.get('caller').name },
        because,
      })
      if (!released.released) throw unknownTarget(target)
      return c.json({ target, released: true, already: released.already })
    })
}

function fullName(environment: string, name: string): string {
  const target = `${environment}/${name}`
  if (!NAME.test(environment) || !NAME.test(name)) throw unknownTarget(target)
  return target
}

export function unknownTarget(target: string): ProblemError {
  return new ProblemError(
    'unknown-target',
    `There is no target ${target.slice(0, 200)}.`,
    'cutwater doctor checks the binding, which names them all (GET /v1/targets).',
  )
}
