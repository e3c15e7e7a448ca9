import { z } from 'zod'
import { hasErrors } from '../../../core/document/finding.ts'
import { viewPlan } from '../../../read/records/plan-view.ts'
import { examinePlan } from '../../../runtime/change/examine-plan.ts'
import { registerPlan } from '../../../runtime/change/register-plan.ts'
import { reviewPlan } from '../../../runtime/change/review-plan.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { cursor, linkTo, nextSchema, pageOf, placeOf } from '../../kernel/request/cursor.ts'
import { count, line, NAME, page, planInputs } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { findingSchema } from './finding-schema.ts'
import { findingsProblem } from './findings.ts'
import { planHash, planLineSchema, planSchema } from './schema.ts'

const text = page(500_000)
const PLAN_TEXT = 'plan: dual-deploy\ntitle: Dual deploy\n...'
const file = line(300).optional().meta({ description: 'What findings call it.' })

const registeredSchema = z.strictObject({
  plan: planLineSchema,
  already: z.boolean(),
  warnings: z.array(findingSchema),
})

export function planRoutes(serve: Serve, house: Pick<House, 'read' | 'binding' | 'act' | 'now'>): void {
  serve({
    id: 'registerPlan',
    method: 'post',
    path: '/v1/plans',
    tag: 'Plans',
    summary: 'Register a text as the newest version of its plan',
    description: 'Its name is in the text. The text that is the newest version already stays that.',
    permission: 'register-plan',
    body: z.strictObject({ plan: text, file }),
    example: { plan: PLAN_TEXT, file: 'dual-deploy.yaml' },
    answers: {
      200: {
        description: 'It was the newest version already.',
        schema: registeredSchema,
      },
      201: {
        description: 'It is the newest version now.',
        schema: registeredSchema,
        headers: { Location: 'Where it is.' },
      },
    },
    refusals: ['plan-findings'],
  }).by(async ({ body, caller }) => {
    const { plan, file = 'plan.yaml' } = body
    const registered = await house.act(registerPlan, house.binding, {
      text: plan,
      file,
      actor: actorOf(caller),
    })
    if (!registered.registered) throw findingsProblem(registered.findings)
    const { already, warnings } = registered
    const version = viewPlan(registered.plan, house.now())
    const answer = { plan: version, already, warnings }
    if (already) return { status: 200, body: answer }
    const { name, hash } = version
    return { status: 201, headers: { location: `/v1/plans/${name}?hash=${hash}` }, body: answer }
  })

  serve({
    id: 'listPlans',
    method: 'get',
    path: '/v1/plans',
    tag: 'Plans',
    summary: 'The newest version of each plan, by name',
    permission: 'read',
    query: z.strictObject({ limit: count(1, 200, 50), cursor }),
    answers: {
      200: {
        description: 'The plans.',
        schema: z.strictObject({ plans: z.array(planLineSchema), next: nextSchema }),
        headers: { Link: 'The next page.' },
      },
    },
    refusals: ['foreign-cursor'],
  }).by(async ({ query: { limit, cursor } }) => {
    const listing = { list: 'plans' }
    const after = placeOf(listing, cursor, line(300)) ?? ''
    const found = await house.read.plans(after, limit + 1)
    const { shown, next } = pageOf(listing, found, limit, ({ name }) => name)
    return { status: 200, headers: linkTo('/v1/plans', { limit }, next), body: { plans: shown, next } }
  })

  serve({
    id: 'getPlan',
    method: 'get',
    path: '/v1/plans/{name}',
    tag: 'Plans',
    summary: 'A plan: its newest version, or that with the hash',
    permission: 'read',
    params: { name: { schema: z.string().regex(NAME), unknown: ({ name = '' }) => unknownPlan(name) } },
    query: z.strictObject({ hash: planHash.optional() }),
    answers: { 200: { description: 'The plan.', schema: planSchema } },
    refusals: ['unknown-plan'],
  }).by(async ({ params: { name }, query: { hash } }) => {
    const plan = await house.read.plan(name, hash)
    if (plan === null) throw unknownPlan(name, hash)
    return { status: 200, body: plan }
  })

  serve({
    id: 'reviewPlan',
    method: 'post',
    path: '/v1/plans/{name}/reviews',
    tag: 'Plans',
    summary: 'Say that you have reviewed the newest version of a plan, and that it may stay',
    description: 'It is due again after its `reviewEvery`. It stands in the journal of the plan.',
    permission: 'register-plan',
    params: { name: { schema: z.string().regex(NAME), unknown: ({ name = '' }) => unknownPlan(name) } },
    body: z.strictObject({ because: line(2_000).meta({ description: 'What was looked at.' }) }),
    example: { because: 'read with the team on call' },
    answers: { 200: { description: 'The version that was reviewed.', schema: planLineSchema } },
    refusals: ['unknown-plan'],
  }).by(async ({ params: { name }, body: { because }, caller }) => {
    const reviewed = await house.act(reviewPlan, { name, because, actor: actorOf(caller) })
    if (reviewed === null) throw unknownPlan(name)
    return { status: 200, body: viewPlan(reviewed, house.now()) }
  })

  serve({
    id: 'checkPlan',
    method: 'post',
    path: '/v1/plan-checks',
    tag: 'Plans',
    summary: 'What is to be said about a text, without keeping it',
    description:
      'With `inputs` it is compiled with them as well, which finds more; nothing is changed by it. It also finds the locks of flags that stand in its way at this moment (`flag-locked`), and says when a registered text should have been reviewed (`review-due`).',
    permission: 'read',
    body: z.strictObject({ plan: text, file, inputs: planInputs.optional(), pace: z.number().optional() }),
    example: { plan: PLAN_TEXT, inputs: { environment: 'staging' } },
    answers: {
      200: {
        description: 'What there is to say.',
        schema: z.strictObject({
          ok: z.boolean().meta({ description: 'It could be run: no finding is an error.' }),
          findings: z.array(findingSchema),
        }),
      },
    },
  }).by(async ({ body: { plan, file = 'plan.yaml', inputs = null, pace = 1 } }) => {
    const given = inputs === null ? null : { inputs, pace }
    const findings = await house.act(examinePlan, { text: plan, file, given, binding: house.binding })
    return { status: 200, body: { ok: !hasErrors(findings), findings } }
  })
}

export function unknownPlan(name: string, hash?: string): ProblemError {
  const version = hash === undefined ? '' : ` with the hash ${hash.slice(0, 12)}`
  return new ProblemError(
    'unknown-plan',
    `There is no plan ${name.slice(0, 100)}${version}.`,
    'cutwater plan list (GET /v1/plans) shows those there are; cutwater plan register (POST /v1/plans) registers one.',
  )
}
