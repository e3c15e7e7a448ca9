import { z } from 'zod'
import { exactlyOne, list } from '../../document/container.ts'
import { duration, flagName, oneOf, quantity, sentence, slug, wholeNumber } from '../../document/leaf.ts'
import { parseQuantity } from '../../document/quantity.ts'
import { bound, reference } from './bound.ts'
import type { Objective } from './spread.ts'

const noDataOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.strictObject({
    after: duration.optional().describe('How long no data is waited for. Default: 5m.'),
    then: oneOf(choices).optional().describe('What happens then. Default: hold.'),
  })

const WRITE_CONFIDENCE = 'write a confidence such as 95% or 99.9%'

/** Above a half and below certainty, as a part of one. */
const confidence = z
  .string({ error: () => sentence('this has to be a confidence', WRITE_CONFIDENCE) })
  .transform((text, context) => {
    const read = parseQuantity(text)
    if (read?.unit === 'ratio' && read.value > 0.5 && read.value < 1) return read.value
    const message = sentence(`${text.slice(0, 60)} is not a confidence`, WRITE_CONFIDENCE)
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .meta({ examples: ['95%', '99.9%'] })

/** What is measured: one signal, or several that each get a rule of their own. */
export const signals = z
  .union([slug, list(slug, 50).min(1)], {
    error: () => sentence('this has to be a signal or a list of signals', 'write success-ratio, or [a, b]'),
  })
  .describe('What is measured; the binding says how. A list makes one rule for each.')

/** Exactly one of these is the bound of a rule. */
export const BOUNDS = ['atLeast', 'atMost', 'below', 'above', 'between', 'worseThan', 'noWorseThan'] as const
/** The last two are tests of their own: they look at everything since the first moved request. */
export const TESTS = ['worseThan', 'noWorseThan'] as const

const number = 'A number, or a reference: slo, baseline, stable or recent, with *2, +10%, -5% or -5pp.'

export const bounds = {
  atLeast: bound
    .optional()
    .describe(`The bound: this or more. 99.0% for a ratio, 300ms for a latency. ${number}`),
  atMost: bound.optional().describe(`The bound: this or less. ${number}`),
  below: bound.optional().describe(`The bound: less than this. ${number}`),
  above: bound.optional().describe(`The bound: more than this. ${number}`),
  between: z
    .tuple([quantity, quantity], {
      error: () => sentence('this has to be two numbers', 'write the lower and the upper: [20%, 30%]'),
    })
    .optional()
    .describe('The bound: from the first number to the second, both included.'),
  worseThan: reference
    .optional()
    .describe('The bound of a guard: surely worse than this, at the confidence. Takes no time span.'),
  noWorseThan: reference
    .optional()
    .describe('The bound of a gate: surely no worse than this, at the confidence. Takes no time span.'),
}

const rule = {
  id: slug
    .optional()
    .describe(
      'Unique name of the rule. Default: made from it, such as success-ratio-at-least-0.99-over-hold.',
    ),
  ...bounds,
  confidence: confidence
    .optional()
    .describe('For worseThan and noWorseThan: how sure it has to be. Rules that state it share the error.'),
  each: flagName
    .optional()
    .describe(
      'Judges every series of this label for itself, such as path or database. The binding says which there are.',
    ),
  for: duration
    .optional()
    .describe('True at every evaluation for that long; one clear evaluation starts again.'),
  lookback: duration
    .optional()
    .describe('How far each evaluation of a `for` looks back. Default: as long as `for`.'),
}

const minSamples = wholeNumber(1, 1_000_000_000)
export const GATE_SUBJECTS = ['signal', 'slos', 'incidents'] as const
export const slos = oneOf(['all']).describe(
  'Every SLO of the binding is met: a gate for each signal that has one.',
)
export const incidents = oneOf(['none']).describe('No incident is open.')

export const gate = z
  .strictObject({
    signal: signals.optional(),
    slos: slos.optional(),
    incidents: incidents.optional(),
    ...rule,
    over: z
      .union([z.literal('hold'), duration], {
        error: () => sentence('this has to be hold or a duration', 'write hold, or a duration such as 5m'),
      })
      .optional()
      .describe(
        "One number over the whole span: `hold` is the stage's own. Default: hold, unless `for` is given.",
      ),
    minSamples: minSamples
      .optional()
      .describe('Fewer measurements prove nothing. Default: 50. Never divided by the pace.'),
    noData: noDataOf(['hold', 'pause', 'rollback'])
      .optional()
      .describe('What happens without data; it never counts as success. Default: hold.'),
    inconclusive: z
      .strictObject({
        after: duration.describe('How long more samples are waited for.'),
        then: oneOf(['hold', 'pause', 'rollback']).describe('What happens then. Never a pass.'),
      })
      .optional()
      .describe('What happens when too few samples came to tell.'),
    else: oneOf(['rollback', 'hold', 'pause'])
      .optional()
      .describe('What happens when it does not hold. Default: rollback.'),
  })
  .refine(...exactlyOne(GATE_SUBJECTS, 'what the gate asks about'))
  .refine(...exactlyOne(BOUNDS, 'the bound of the gate', ['slos', 'incidents']))
  .meta({ id: 'gate', description: 'Must hold before going on: the bound says what is good.' })

const people = list(slug, 20).min(1)

export const guard = z
  .strictObject({
    signal: signals,
    ...rule,
    over: duration.optional().describe('One number over that span.'),
    minSamples: minSamples
      .optional()
      .describe('Fewer measurements prove nothing. Default: 10. Never divided by the pace.'),
    noData: noDataOf(['hold', 'pause', 'rollback', 'ignore'])
      .optional()
      .describe('What happens without data. Default: hold.'),
    then: oneOf(['rollback', 'pause', 'rollback-gradual'])
      .optional()
      .describe('What happens when it trips. Default: rollback.'),
    tell: people.optional().describe('Leads of the plan who are told when it trips.'),
    ask: people
      .optional()
      .describe('With `then: pause`: leads of the plan, one of whom has to answer before it goes on.'),
  })
  .refine(...exactlyOne(BOUNDS, 'the bound of the guard'))
  .refine(...exactlyOne(['for', 'over'], 'the time span of the guard', TESTS))
  .meta({ id: 'guard', description: 'Must not trip: the bound says what is bad.' })

export type WrittenGate = z.output<typeof gate> & { readonly objectives?: readonly Objective[] }
export type WrittenGuard = z.output<typeof guard>
/** With one signal: what `spread` makes of one that is written. */
export type PlanGate = WrittenGate & { readonly signal: string }
export type PlanGuard = WrittenGuard & { readonly signal: string }
