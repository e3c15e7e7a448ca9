import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Api, FlagAnswer, FlagOrder } from '../api.ts'
import { readBody, readQuery } from '../body.ts'
import type { Env } from '../env.ts'
import { ProblemError } from '../problem.ts'
import { because, NAME, scalar } from '../words.ts'
import { unknownTarget } from './targets.ts'

const listQuery = z.strictObject({ environment: z.string().regex(NAME, 'this is no name of an environment') })
const setBody = z.strictObject({ value: scalar, because })
const lockBody = z.strictObject({ because })

export function flagRoutes(api: Api): Hono<Env> {
  return new Hono<Env>()
    .get('/', async (c) => {
      const { environment } = readQuery(c, listQuery)
      return c.json({ flags: await api.read.flags(environment) })
    })
    .put('/:environment/:target/:flag', async (c) => {
      const place = placeOf(c)
      const { value, because } = await readBody(c, setBody)
      const order = { ...place, because, actor: { kind: 'person', name: c.get('caller').name } } as const
      return answerFlag(c, order, await api.setFlag({ ...order, value }))
    })
    .post('/:environment/:target/:flag/lock', async (c) => {
      const order = await orderFrom(c)
      return answerFlag(c, order, await api.lockFlag(order))
    })
    .post('/:environment/:target/:flag/unlock', async (c) => {
      const order = await orderFrom(c)
      return answerFlag(c, order, await api.unlockFlag(order))
    })
    .get('/:environment/:target/:flag/history', async (c) => {
      const { environment, target, flag } = placeOf(c)
      const history = await api.read.flagHistory(environment, target, flag)
      if (history.length === 0) throw unknownFlag({ environment, target, flag })
      return c.json({ environment, target, flag, history })
    })
}

async function orderFrom(c: Context<Env>): Promise<FlagOrder> {
  const place = placeOf(c)
  const { because } = await readBody(c, lockBody)
  return { ...place, because, actor: { kind: 'person', name: c.get('caller').name } }
}

type Place = Pick<FlagOrder, 'environment' | 'target' | 'flag'>

function placeOf(c: Context): Place {
  const [environment = '', target = '', flag = ''] = ['environment', 'target', 'flag'].map((name) =>
    c.req.param(name),
  )
  if (!NAME.test(environment) || !NAME.test(target)) throw unknownTarget(`${environment}/${target}`)
  if (!NAME.test(flag)) throw unknownFlag({ environment, target, flag })
  return { environment, target, flag }
}

function answerFlag(c: Context, { environment, target, flag }: Place, answer: FlagAnswer): Response {
  if (answer.done) return c.json({ environment, target, flag, done: true, already: answer.already })
  switch (answer.because) {
    case 'unknown-target':
      throw unknownTarget(`${environment}/${target}`)
    case 'unknown-flag':
      throw unknownFlag({ environment, target, flag })
    case 'locked':
      throw new ProblemError(
        'flag-locked',
        `${flag} on ${environment}/${target} is locked by ${answer.lockedBy}: ${answer.reason}.`,
        'Unlock it first, with a reason.',
      )
    case 'push-failed':
      throw new ProblemError(
        'push-failed',
        `${flag} is stored, but ${environment}/${target} did not take it: ${answer.reason}.`,
        'Set it again when its flag service answers.',
      )
  }
}

function unknownFlag({ environment, target, flag }: Place): ProblemError {
  return new ProblemError(
    'unknown-flag',
    `There is no flag ${flag.slice(0, 100)} on ${environment}/${target}.`,
    'cutwater flags list (GET /v1/flags?environment=NAME) shows those there are.',
  )
}
