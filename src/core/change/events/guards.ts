import { z } from 'zod'
import { text } from '../../event/data.ts'
import { changeEvent } from './define.ts'

/** The guards of the plan, beside what they share with those of a rollout. */
export const GUARDS = {
  'guard-answered': changeEvent({
    version: 1,
    data: { rule: text, as: z.enum(['resume', 'rollback']), because: text },
    name: 'canary:guard-answered',
    wakes: 'notify',
    keeper: 'guards',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ rule, as, because }, { by }) =>
      `${by} answers guard ${rule}: ${as === 'resume' ? 'go on' : 'roll back'}, ${because}`,
  }),
}
