import { z } from 'zod'
import type { Serve } from '../../kernel/operation/operation.ts'
import type { House } from '../house.ts'
import { mineSchema } from './people-schema.ts'

export function mineRoutes(serve: Serve, house: Pick<House, 'read'>): void {
  serve({
    id: 'listMine',
    method: 'get',
    path: '/v1/mine',
    tag: 'Changes',
    summary: 'What waits for you, over all changes',
    description:
      'Approvals, items of checklists and decisions: those that name you, and those that anyone may answer; and the tasks that you owe after the end of a change.',
    permission: 'read',
    answers: {
      200: {
        description: 'The oldest change first.',
        schema: z.strictObject({
          mine: z.array(mineSchema),
          more: z.boolean().meta({ description: 'There are others, beyond these.' }),
        }),
      },
    },
  }).by(async ({ caller }) => ({ status: 200, body: await house.read.mine(caller.name) }))
}
