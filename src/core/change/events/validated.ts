import { z } from 'zod'
import { count, list, text, texts } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import type { SuiteSeen } from '../state/validated.ts'
import { changeEvent } from './define.ts'

const OUTCOMES = ['passed', 'failed', 'unknown'] as const
const WORDS = { passed: 'all is well', failed: 'not well', unknown: 'not all is known' } as const

export const suiteSeenSchema = exactly<SuiteSeen>()(
  z.strictObject({
    name: text,
    title: text,
    outcome: z.enum(OUTCOMES),
    passed: count,
    failed: count,
    unknown: count,
    says: text,
  }),
)

/** A record beside the life of a change: a person has looked at suites for it. */
export const VALIDATED = {
  validated: changeEvent({
    version: 1,
    data: {
      outcome: z.enum(OUTCOMES),
      suites: list(suiteSeenSchema),
      canary: texts,
      /** SHA-256 of the page that was written of it. */
      report: text.exactOptional(),
    },
    name: 'validation:recorded',
    wakes: 'notify',
    keeper: 'change',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ outcome, suites, canary, report }, { by }) =>
      [
        `${by} looked at ${suites.map(({ title, says }) => `${title} (${says})`).join(', ')}: ${WORDS[outcome]}`,
        ...(canary.length === 0 ? [] : [`of ${canary.join(' and ')} the new version was looked at`]),
        ...(report === undefined ? [] : [`the page has the SHA-256 ${report}`]),
      ].join('; '),
  }),
}
