import { z } from 'zod'
import { count, text, time } from '../../event/data.ts'
import { actSchema } from '../../runbook/act.ts'
import { changeEvent } from './define.ts'

const quiet = { keeper: 'run', turns: false, moves: false } as const
/** In per cent, from 0 to 100. */
const percent = z.number()

/** A flag that follows the weight of a rollout. */
export const WEIGHT_FLAG = {
  'weight-flag-moved': changeEvent({
    version: 1,
    data: { step: text, flag: text, percent, attempt: count, act: actSchema },
    name: 'canary:weight-flag',
    wakes: 'notify',
    ...quiet,
    orders: true,
    sentence: ({ flag, percent }) => `${flag} goes to ${percent}`,
  }),
  'weight-flag-set': changeEvent({
    version: 1,
    data: { step: text, flag: text, percent, evidence: text },
    name: 'canary:weight-flag-set',
    wakes: 'notify',
    ...quiet,
    orders: false,
    sentence: ({ flag, percent }) => `${flag} is ${percent}`,
  }),
  'weight-flag-failed': changeEvent({
    version: 1,
    data: {
      step: text,
      flag: text,
      percent,
      reason: text,
      /** When it is tried again; left out: never, until the weight is another one. */
      retryAt: time.exactOptional(),
    },
    name: 'canary:weight-flag-failed',
    wakes: ({ retryAt }) => (retryAt === undefined ? 'page' : 'notify'),
    ...quiet,
    orders: false,
    sentence: ({ flag, percent, reason, retryAt }) =>
      `${flag} could not be set to ${percent}${retryAt === undefined ? '' : ', will be tried again'}: ${reason}`,
  }),
}
