import { z } from 'zod'
import { permits, rolesThat } from '../../../core/access/roles.ts'
import type { Caller } from '../../../runtime/access/identify.ts'
import type { NotCompiled, PlanOrder } from '../../../runtime/change/compile-registered.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { line, NAME, page, planInputs } from '../../kernel/schema/words.ts'
import { findingsProblem } from './findings.ts'
import { unknownPlan } from './routes.ts'
import { planHash } from './schema.ts'

const PEOPLE_MAX = 50
const people = z
  .record(z.string().regex(NAME, 'this is no name'), line(200))
  .refine((named) => Object.keys(named).length <= PEOPLE_MAX, `no plan has more than ${PEOPLE_MAX} of these`)

/** Which plan, with which inputs, and who leads what. */
export const planBody = z
  .strictObject({
    plan: page(500_000).optional().meta({ description: 'The text of a plan. It is registered by this.' }),
    file: line(300).optional().meta({ description: 'What findings call the text.' }),
    registered: z
      .strictObject({
        name: z.string().regex(NAME, 'this is no name of a plan'),
        hash: planHash.optional(),
      })
      .optional()
      .meta({ description: 'A plan that is registered: its newest version, or that with the hash.' }),
    inputs: planInputs.optional(),
    pace: z.number().optional(),
    leads: people
      .optional()
      .meta({ description: 'Who leads what: the name of a token for each lead of the plan.' }),
    contacts: people
      .optional()
      .meta({ description: 'What the plan asks for, such as the number of an emergency phone.' }),
  })
  .superRefine(({ plan, registered }, context) => {
    if ((plan === undefined) === (registered === undefined))
      context.addIssue({
        code: 'custom',
        path: ['plan'],
        message: 'give either plan, a text, or registered, the name of one that is registered',
      })
  })

export function planOrderFrom(body: z.output<typeof planBody>, { roles }: Caller): PlanOrder {
  const { plan: text, file = 'plan.yaml', registered, inputs = {}, pace = 1 } = body
  const people = { leads: body.leads ?? {}, contacts: body.contacts ?? {} }
  if (text !== undefined)
    return { plan: { text, file, mayRegister: permits(roles, 'register-plan') }, inputs, pace, people }
  if (registered === undefined) throw new Error('a body without a plan was let through')
  return { plan: registered, inputs, pace, people }
}

export function notCompiled(fault: NotCompiled, { name }: Caller): ProblemError {
  switch (fault.because) {
    case 'unknown-plan':
      return unknownPlan(fault.name, fault.hash)
    case 'not-registered':
      return new ProblemError(
        'not-allowed',
        `${name} may run what is registered, and this text is not.`,
        `Run one that is (cutwater plan list, GET /v1/plans), or let somebody register it: one of the roles ${rolesThat('register-plan').join(', ')}.`,
        { permission: 'register-plan' },
      )
    case 'findings':
      return findingsProblem(fault.findings)
  }
}
