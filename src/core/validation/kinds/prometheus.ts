import { z } from 'zod'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { duration, oneOf, sentence } from '../../document/leaf.ts'
import { isTrue } from '../../judge/measure.ts'
import { formatReference, type Relative, resolved } from '../../judge/reference.ts'
import type { Op } from '../../judge/rule.ts'
import { OP_WORDS } from '../../judge/words.ts'
import { bound, isRelative, type PlanValue } from '../../plan/rule/bound.ts'
import { formatValue, UNITS, type Unit } from '../../signal/unit.ts'
import type { Millis } from '../../time/instant.ts'
import { checkKind } from '../basis/kind.ts'
import { LIMIT_NAMES, LIMIT_OPS } from '../basis/limits.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const BASELINE_MS: Millis = 7 * 86_400_000

const limit = bound.optional().describe('A number, or baseline, with *2, +10%, -5% or -5pp.')

const schema = z.strictObject({
  query: z
    .string({ error: () => sentence('this has to be an expression', 'write PromQL') })
    .trim()
    .min(1, { error: () => sentence('the expression is empty', 'write PromQL') })
    .max(8_000)
    .describe('PromQL that gives one number, in the unit.'),
  unit: oneOf(UNITS).optional().describe('What the number is: it is shown so. Default: none.'),
  atLeast: limit,
  atMost: limit,
  below: limit,
  above: limit,
  baseline: duration.optional().describe('How long ago the number was what baseline means. Default: 7d.'),
})

export type PrometheusCheck = {
  readonly query: string
  readonly unit: Unit
  readonly limit: ({ readonly op: Op } & (Relative | { readonly value: number })) | null
  /** Null: the number is compared with nothing that was before. */
  readonly baselineMs: Millis | null
}

export type PrometheusSeen =
  | { readonly unable: string }
  /** Null: the expression gave nothing. Numbers are as the expression gives them: seconds of `s`. */
  | { readonly value: number | null; readonly baseline: number | null }

/** A number of a Prometheus, within bounds or beside what it was. */
export const prometheus = checkKind({
  kind: 'prometheus',
  schema,
  bind: ({ query, unit = 'none', baseline, ...written }): PrometheusCheck => {
    const limit = limitIn(written)
    const compares = baseline !== undefined || (limit !== null && 'of' in limit)
    return { query, unit, limit, baselineMs: compares ? (baseline ?? BASELINE_MS) : null }
  },
  faults: (path: Path, written): readonly Fault[] => {
    const said = LIMIT_NAMES.filter((name) => written[name] !== undefined)
    return [
      ...(said.length > 1
        ? [
            keyFault(
              [...path, said[1] ?? ''],
              'bad-value',
              'what the number has to be is said more than once',
              'keep one of them',
            ),
          ]
        : []),
      ...said.flatMap((name) => {
        const value = written[name]
        return value === undefined || !isRelative(value) || value.of === 'baseline'
          ? []
          : [
              fault(
                [...path, name],
                'bad-value',
                `${value.of} means nothing outside a change`,
                'write a number, or baseline+10%',
              ),
            ]
      }),
    ]
  },
  judge: ({ unit, limit }: PrometheusCheck, seen: PrometheusSeen): Verdict => {
    if ('unable' in seen) return unknown(`Could not be asked (${seen.unable})`)
    const { value, baseline } = seen
    const words = (number: number) => formatValue({ unit }, scaled(unit, number))
    if (value === null) return unknown('The expression gives no number')
    const compared =
      baseline === null ? {} : { compared: { baseline: words(baseline), current: words(value) } }
    if (limit === null) return { ...passed(words(value)), ...compared }
    const isReference = 'of' in limit
    if (isReference && baseline === null) return unknown(`${words(value)}, and nothing to compare it with`)
    const number = isReference ? resolved(limit, baseline ?? 0) : unscaled(unit, limit.value)
    const wanted = `${OP_WORDS[limit.op]} ${words(number)}${isReference ? `, ${formatReference(limit)}` : ''}`
    return isTrue({ op: limit.op, value: number }, value)
      ? { ...passed(`${words(value)} (${wanted})`), ...compared }
      : { ...failed(`${words(value)}, ${wanted} wanted`), ...compared }
  },
})

function limitIn(
  written: { readonly [name in (typeof LIMIT_NAMES)[number]]?: PlanValue | undefined },
): PrometheusCheck['limit'] {
  for (const name of LIMIT_NAMES) {
    const value = written[name]
    if (value === undefined) continue
    return isRelative(value) ? { op: LIMIT_OPS[name], ...value } : { op: LIMIT_OPS[name], value: value.value }
  }
  return null
}

/** What is in seconds is held in milliseconds everywhere else. */
const scaled = (unit: Unit, value: number): number => (unit === 's' ? value * 1_000 : value)
const unscaled = (unit: Unit, value: number): number => (unit === 's' ? value / 1_000 : value)
