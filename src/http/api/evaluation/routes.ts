import { hash } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../../../core/flag/rule/rule.ts'
import type { FlagSet } from '../../../runtime/flags/serve-flags.ts'
import { inSlices } from '../../kernel/operation/in-slices.ts'
import type { Param, Recast, Serve } from '../../kernel/operation/operation.ts'
import type { ProblemError, ProblemKind } from '../../kernel/problem/problem.ts'
import { NAME } from '../../kernel/schema/words.ts'
import { FLAG_PARAMS, unknownFlag } from '../flags/routes.ts'
import type { House } from '../house.ts'
import { unknownTarget } from '../targets/target-params.ts'
import { isFailure, ofrepAnswer } from './ofrep-answer.ts'
import { ofrepBulk, ofrepBulkFailure, ofrepFailure, ofrepRequest, ofrepSuccess } from './schema.ts'

/**
 * The OpenFeature Remote Evaluation Protocol, for each target under a base URL of its own, so that any OpenFeature
 * SDK can be told it. Answered from memory; its refusals are OFREP's, except for those about who asks.
 */
const BASE = '/v1/environments/{environment}/targets/{target}/ofrep/v1/evaluate/flags' as const

export function ofrepRoutes(serve: Serve, house: Pick<House, 'flagSets' | 'now'>): void {
  serve({
    id: 'evaluateFlag',
    method: 'post',
    path: `${BASE}/{key}`,
    tag: 'Evaluation',
    summary: 'Evaluate a flag (OFREP)',
    permission: 'evaluate-flag',
    budget: 'flags',
    params: { ...PLACE, key },
    body: ofrepRequest,
    bodyMax: CONTEXT_BYTES_MAX,
    example: { context: { targetingKey: 'user-7', segment: 'beta' } },
    answers: {
      200: { description: 'The evaluation.', schema: ofrepSuccess },
      400: { description: 'It cannot be evaluated for this context.', schema: ofrepFailure },
      404: { description: 'There is no such flag.', schema: ofrepFailure },
    },
    refusals: ['unknown-target', 'unknown-flag'],
    recast: { kinds: RECAST, as: asFailure },
  }).by(async ({ params: { environment, target, key }, body }) => {
    const { flags, desired } = setOf(house, environment, target)
    const flag = flags.get(key)
    if (flag === undefined) throw unknownFlag({ environment, target, flag: key })
    const said = ofrepAnswer(key, flag.evaluate(contextOf(body), house.now(), desired))
    return isFailure(said) ? { status: 400, body: said } : { status: 200, body: said }
  })

  serve({
    id: 'evaluateFlags',
    method: 'post',
    path: BASE,
    tag: 'Evaluation',
    summary: 'Evaluate every flag of a target (OFREP)',
    description: 'The ETag is that of the answer: it changes exactly when an answer does.',
    permission: 'evaluate-flag',
    budget: 'flags',
    params: PLACE,
    query: z.strictObject({
      flagConfigEtag: z.string().max(500).optional(),
      flagConfigLastModified: z.string().max(100).optional(),
    }),
    headers: { 'if-none-match': z.string().max(2_000).optional() },
    body: ofrepRequest,
    bodyMax: CONTEXT_BYTES_MAX,
    example: { context: { targetingKey: 'user-7', segment: 'beta' } },
    answers: {
      200: {
        description: 'Every evaluation, in the order of their names.',
        schema: ofrepBulk,
        type: 'application/json',
        headers: { ETag: 'Of this answer.' },
      },
      304: {
        description: 'The answer is the one that the client has.',
        headers: { ETag: 'Of this answer.' },
      },
      400: { description: 'They cannot be evaluated.', schema: ofrepBulkFailure },
    },
    refusals: ['unknown-target'],
    recast: { kinds: RECAST, as: asBulkFailure },
  }).by(async ({ params: { environment, target }, headers, body }) => {
    const { flags, desired } = setOf(house, environment, target)
    const [context, now] = [contextOf(body), house.now()]
    const said = await inSlices(flags, ([key, { evaluate }]) => {
      const answer: z.input<typeof ofrepBulk>['flags'][number] = ofrepAnswer(
        key,
        evaluate(context, now, desired),
      )
      return JSON.stringify(answer)
    })
    const text = `{"flags":[${said.join(',')}]}`
    const etag = `"${hash('sha256', text, 'base64url').slice(0, 27)}"`
    if (isKnown(etag, headers['if-none-match'])) return { status: 304, headers: { etag } }
    return { status: 200, headers: { etag }, body: text }
  })
}

/** What is done with a context grows with it. */
const CONTEXT_BYTES_MAX = 65_536

const key: Param = {
  schema: z.string().min(1).max(1_000),
  unknown: ({ environment = '', target = '', key = '' }) => unknownFlag({ environment, target, flag: key }),
}
const PLACE = { environment: FLAG_PARAMS.environment, target: FLAG_PARAMS.target } as const

function setOf(house: Pick<House, 'flagSets' | 'now'>, environment: string, target: string): FlagSet {
  const set = NAME.test(target) ? house.flagSets.of(environment, target) : null
  if (set === null) throw unknownTarget(`${environment}/${target}`)
  return set
}

const contextOf = (body: z.output<typeof ofrepRequest>): Context => body.context ?? {}

function isKnown(etag: string, header: string | undefined): boolean {
  const known = (header ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''))
  return known.includes(etag) || known.includes('*')
}

/** What is wrong with what was sent, or asked for what is not there: OFREP says it in its own way. */
const RECAST = [
  'malformed-request',
  'malformed-json',
  'invalid-body',
  'invalid-query',
  'not-json',
  'body-too-large',
  'unknown-target',
  'unknown-flag',
] as const satisfies readonly ProblemKind[]

function asFailure(
  problem: ProblemError,
  { key = '' }: Readonly<Record<string, string>>,
): ReturnType<Recast['as']> {
  const missing = problem.kind === 'unknown-flag' || problem.kind === 'unknown-target'
  const errorCode = missing ? 'FLAG_NOT_FOUND' : codeOf(problem.kind)
  return { status: missing ? 404 : 400, body: { key, errorCode, errorDetails: problem.message } }
}

function asBulkFailure(problem: ProblemError): ReturnType<Recast['as']> {
  return { status: 400, body: { errorCode: codeOf(problem.kind), errorDetails: problem.message } }
}

function codeOf(kind: ProblemKind): 'INVALID_CONTEXT' | 'GENERAL' | 'PARSE_ERROR' {
  if (kind === 'invalid-body') return 'INVALID_CONTEXT'
  return kind === 'unknown-target' ? 'GENERAL' : 'PARSE_ERROR'
}
