import { z } from 'zod'
import { list } from '../../document/container.ts'
import { duration, slug } from '../../document/leaf.ts'
import { bound } from '../rule/bound.ts'
import { signals } from '../rule/rule.ts'

const level = z.strictObject({
  signal: signals,
  over: duration
    .or(list(duration, 10).min(1))
    .optional()
    .describe('Over which span it is one number; several make one level for each. Default: 5m.'),
  warn: bound.optional().describe('From here on it is shown as a warning.'),
  critical: bound.optional().describe('From here on it is shown as critical.'),
  governance: bound.optional().describe('From here on those who govern are told.'),
  tell: list(slug, 20).min(1).optional().describe('Leads who are told.'),
})
export type PlanLevel = z.output<typeof level>

export const levels = list(level, 100)
  .min(1)
  .describe('Levels of signals that are shown and told where guards of the plan watch; they decide nothing.')
