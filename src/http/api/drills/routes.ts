import { z } from 'zod'
import type { Serve } from '../../kernel/operation/operation.ts'
import { cursor, linkTo, nextSchema, pageOf, placeOf } from '../../kernel/request/cursor.ts'
import { CHANGE_ID, count, NAME } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { drillSchema } from './schema.ts'

const listQuery = z.strictObject({
  plan: z.string().regex(NAME, 'this is no name of a plan').optional(),
  limit: count(1, 200, 50),
  cursor,
})

export function drillRoutes(serve: Serve, house: Pick<House, 'read'>): void {
  serve({
    id: 'listDrills',
    method: 'get',
    path: '/v1/drills',
    tag: 'Changes',
    summary: 'Drills of rollbacks, newest first',
    permission: 'read',
    query: listQuery,
    answers: {
      200: {
        description: 'The drills.',
        schema: z.strictObject({ drills: z.array(drillSchema), next: nextSchema }),
        headers: { Link: 'The next page.' },
      },
    },
    refusals: ['foreign-cursor'],
  }).by(async ({ query: { plan, limit, cursor } }) => {
    const listing = { list: 'drills', filter: { plan } }
    const before = placeOf(listing, cursor, z.string().regex(CHANGE_ID))
    const found = await house.read.drills({
      limit: limit + 1,
      ...(plan === undefined ? {} : { plan }),
      ...(before === undefined ? {} : { before }),
    })
    const { shown, next } = pageOf(listing, found, limit, ({ change }) => change)
    return {
      status: 200,
      headers: linkTo('/v1/drills', { plan, limit }, next),
      body: { drills: shown, next },
    }
  })
}
