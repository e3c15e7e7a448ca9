import { z } from 'zod'
import type { Serve } from '../../kernel/operation/operation.ts'
import { NAME } from '../../kernel/schema/words.ts'
import { unknownEnvironment } from '../flags/routes.ts'
import type { House } from '../house.ts'
import { signalsSchema } from './schema.ts'

const environment = z.string().regex(NAME, 'this is no name of an environment')

export function signalRoutes(serve: Serve, house: Pick<House, 'signals' | 'binding'>): void {
  serve({
    id: 'getSignals',
    method: 'get',
    path: '/v1/signals',
    tag: 'Targets',
    summary: 'Every signal of an environment as it is now',
    description:
      'On both sides of each target, asked of the sources of the binding: with its age, or with the reason why there is no number.',
    permission: 'read',
    query: z.strictObject({ environment }),
    answers: { 200: { description: 'The signals, by name.', schema: signalsSchema } },
    refusals: ['unknown-environment'],
  }).by(async ({ query: { environment } }) => {
    const seen = await house.signals(environment)
    if (seen === null) throw unknownEnvironment(environment, Object.keys(house.binding.environments))
    return { status: 200, body: seen }
  })
}
