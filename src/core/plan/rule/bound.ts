import { z } from 'zod'
import { didYouMean } from '../../document/did-you-mean.ts'
import { sentence } from '../../document/leaf.ts'
import { parseQuantity, type Quantity } from '../../document/quantity.ts'
import { REFERENCES, type Reference, type Relative } from '../../judge/reference.ts'

/** What a signal is compared with: a number, or a reference that is resolved when it is judged. */
export type PlanValue = Quantity | Relative

export const isRelative = (value: PlanValue): value is Relative => 'of' in value

const SHAPE = /^([a-z][a-zA-Z]*)(?:\*(\d+(?:\.\d+)?)|([+-])(\d+(?:\.\d+)?)(%|pp))?$/

/** `slo`, `baseline+10%` (times 1.1), `stable-5pp` (minus 0.05), `recent*3`. Null when it is none of these. */
export function parseReference(text: string): Relative | null {
  const match = SHAPE.exec(text.replace(/\s/g, ''))
  const of = REFERENCES.find((name) => name === match?.[1])
  if (match === null || of === undefined) return null
  const [, , times, sign, amount, unit] = match
  if (times !== undefined) return Number(times) > 0 ? { of, times: Number(times), plus: 0 } : null
  if (amount === undefined) return { of, times: 1, plus: 0 }
  const part = (Number(amount) / 100) * (sign === '-' ? -1 : 1)
  return unit === 'pp' ? { of, times: 1, plus: exact(part) } : { of, times: exact(1 + part), plus: 0 }
}

/** As an id of a rule says it: `slo`, `2-slo`, `slo-minus-0.05`. */
export function nameOfReference({ of, times, plus }: Relative): string {
  const scaled = times === 1 ? of : `${times}-${of}`
  if (plus === 0) return scaled
  return `${scaled}-${plus < 0 ? 'minus' : 'plus'}-${Math.abs(plus)}`
}

const exact = (value: number): number => Number(value.toPrecision(12))

const WRITE =
  'write 99.0% for a ratio, 300ms for a latency, a plain number, or a reference such as slo*2, baseline+10% or stable-5pp'

const written = z.union([z.number(), z.string()], {
  error: () => sentence('this has to be a number or a reference to compare with', WRITE),
})

/** A number, or a reference. */
export const bound = written
  .transform((text, context): PlanValue => {
    const read = (typeof text === 'string' ? parseReference(text) : null) ?? parseQuantity(text)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: messageFor(String(text)) })
    return z.NEVER
  })
  .meta({ examples: ['99.0%', '300ms', 5, 'slo*2', 'baseline+10%', 'stable-5pp', 'recent*3'] })

/** A reference alone. */
export const reference = z
  .string({ error: () => sentence('this has to be a reference', REFER) })
  .transform((text, context): Relative => {
    const read = parseReference(text)
    if (read !== null) return read
    const message = parseQuantity(text) === null ? messageFor(text) : sentence(`${text} is a number`, REFER)
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .meta({ examples: ['stable*1.25', 'stable+10%'] })

const REFER = 'compare with a reference, such as stable*1.25'

function messageFor(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text
  const word = /^[A-Za-z]+(?=\s*[*+-]|$)/.exec(text)?.[0]
  const known: readonly Reference[] = REFERENCES
  if (word === undefined) return sentence(`${shown} is nothing a signal can be compared with`, WRITE)
  if (known.some((name) => name === word))
    return sentence(`${shown} is not a reference`, `write ${word}, ${word}*2, ${word}+10% or ${word}-5pp`)
  return sentence(`${shown} refers to ${word}, which is not known`, didYouMean(word, REFERENCES))
}
