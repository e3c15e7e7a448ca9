import { z } from 'zod'
import { list, record } from '../../document/container.ts'
import { inputName, line, oneOf, someText, wholeNumber } from '../../document/leaf.ts'

/** What an operator may say when a plan is run. Whether a default fits its type is checked by `check-inputs`. */
const input = z
  .strictObject({
    type: oneOf(['string', 'integer', 'number', 'boolean', 'enum', 'datetime']).describe(
      'What may be given: text, a whole number, a number, true or false, one of `values`, or an ISO 8601 instant with an offset (empty: at once).',
    ),
    description: line.optional().describe('For the operator: what it is for.'),
    required: z
      .boolean()
      .optional()
      .describe('True when the operator has to give it. Default: false, and then a default is needed.'),
    default: z
      .union([line, z.number(), z.boolean()])
      .optional()
      .describe('Taken when the operator gives nothing.'),
    minimum: z.number().optional().describe('Smallest integer or number allowed.'),
    maximum: z.number().optional().describe('Largest integer or number allowed.'),
    values: list(someText, 50).min(1).optional().describe('For an enum: what may be chosen.'),
    pattern: line
      .optional()
      .describe(
        'For a string: a regular expression (RE2) that the whole text has to match, without (?= (?! and \\1.',
      ),
    maxLength: wholeNumber(1, 500)
      .optional()
      .describe('For a string: the most characters allowed. Default: 200.'),
  })
  .describe('One typed input.')

export type InputDeclaration = z.output<typeof input>
export const inputs = record(inputName, input).describe(
  'What an operator may say when the plan is run, by name.',
)
