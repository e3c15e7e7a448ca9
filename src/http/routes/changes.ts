import { Hono } from 'hono'
import { z } from 'zod'
import type { Status } from '../../core/change/change.ts'
import type { Api, Opened } from '../api.ts'
import { readBody, readQuery } from '../body.ts'
import { answerCommand } from '../command-answer.ts'
import { commandFrom, commandSchema } from '../command-body.ts'
import type { Env } from '../env.ts'
import { etag, idempotencyKey, revisionSeen } from '../headers.ts'
import { ProblemError } from '../problem.ts'
import { CHANGE_ID, count, line, page, scalar } from '../words.ts'

const STATUSES = [
  'draft',
  'requested',
  'scheduled',
  'running',
  'paused',
  'rolling-back',
  'succeeded',
  'rolled-back',
  'failed',
  'cancelled',
  'expired',
  'missed',
] as const satisfies readonly Status[]
const status = z.enum(STATUSES, `this is none of ${STATUSES.join(', ')}`)

const listQuery = z.strictObject({
  status: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(status))
    .optional(),
  limit: count(1, 200, 50),
})

const journalQuery = z.strictObject({
  after: count(0, Number.MAX_SAFE_INTEGER, 0),
  limit: count(1, 1000, 200),
  waitMs: count(0, 25_000, 0),
})

const inputs = z.preprocess(
  (given, context) => {
    if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
      context.issues.push({ code: 'custom', message: 'there is no such input', input: given })
    return given
  },
  z.record(z.string().max(100), scalar),
)

const openBody = z.strictObject({
  plan: page(500_000),
  file: line(300).optional(),
  inputs: inputs.optional(),
  pace: z.number().optional(),
})

export function changeRoutes(api: Api): Hono<Env> {
  return new Hono<Env>()
    .post('/', async (c) => {
      const dedup = idempotencyKey(c)
      const body = await readBody(c, openBody)
      const actor = { kind: 'person', name: c.get('caller').name } as const
      const opened = await api.open({
        plan: body.plan,
        file: body.file ?? 'plan.yaml',
        inputs: body.inputs ?? {},
        pace: body.pace ?? 1,
        dedup,
        actor,
      })
      if (!opened.opened) throw notOpened(opened)
      const { view, warnings } = opened
      return c.json({ change: view, warnings }, 201, {
        location: `/v1/changes/${view.id}`,
        etag: etag(view.revision),
      })
    })
    .get('/', async (c) => {
      const { status, limit } = readQuery(c, listQuery)
      return c.json({ changes: await api.read.changes(status === undefined ? { limit } : { status, limit }) })
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id')
      const view = CHANGE_ID.test(id) ? await api.read.change(id) : null
      if (view === null) throw unknownChange(id)
      return c.json(view, 200, { etag: etag(view.revision) })
    })
    .get('/:id/journal', async (c) => {
      const id = c.req.param('id')
      const query = readQuery(c, journalQuery)
      const journal = CHANGE_ID.test(id) ? await api.read.journalOf(id, query, c.get('stop')) : null
      if (journal === null) throw unknownChange(id)
      return c.json(journal)
    })
    .post('/:id/commands', async (c) => {
      const id = c.req.param('id')
      const dedup = idempotencyKey(c)
      const revision = revisionSeen(c)
      const body = await readBody(c, commandSchema)
      if (!CHANGE_ID.test(id)) throw unknownChange(id)
      const asked = await api.ask(id, {
        dedup,
        actor: { kind: 'person', name: c.get('caller').name },
        command: commandFrom(body, revision),
      })
      return answerCommand(c, id, asked, revision)
    })
}

export function unknownChange(id: string): ProblemError {
  return new ProblemError(
    'unknown-change',
    `There is no change ${id.slice(0, 40)}.`,
    'cutwater list (GET /v1/changes) shows those there are.',
  )
}

function notOpened(opened: Extract<Opened, { opened: false }>): ProblemError {
  if (opened.because === 'key-reused')
    return new ProblemError(
      'key-reused',
      `This key opened ${opened.id}, with another plan or other inputs.`,
      'Use a new key for a new change.',
    )
  const errors = opened.findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const detail =
    first === undefined
      ? 'The plan has findings.'
      : `${first.file}:${first.line}:${first.column}: ${first.message}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}.`
  return new ProblemError('plan-findings', detail, first?.remedy ?? 'Mend what findings lists.', {
    findings: opened.findings,
  })
}
