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
    .describe('Over which span, or spans that all have to be beyond it.'),
  warn: bound.optional().describe('From here on it is shown as a warning.'),
  critical: bound.optional().describe('From here on it is shown as critical.'),
  governance: bound.optional().describe('From here on the governance is told.'),
  tell: list(slug, 20).min(1).optional().describe('Who is told.'),
})

export const levels = list(level, 100)
  .min(1)
  .describe('Levels of signals that are shown and told; they decide nothing.')
