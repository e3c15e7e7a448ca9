import { z } from 'zod'
import { exactlyOne, list } from '../../document/container.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import { oneOf, slug, wholeNumber } from '../../document/leaf.ts'
import { isTrue } from '../../judge/measure.ts'
import { formatReference, type Relative, resolved } from '../../judge/reference.ts'
import type { Op } from '../../judge/rule.ts'
import { OP_WORDS } from '../../judge/words.ts'
import { bound, isRelative } from '../../plan/rule/bound.ts'
import type { SignalShape } from '../../signal/shape.ts'
import { formatValue } from '../../signal/unit.ts'
import type { Slot } from '../../traffic/desired.ts'
import { checkKind } from '../basis/kind.ts'
import { LIMIT_NAMES, LIMIT_OPS } from '../basis/limits.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const limit = bound.optional().describe('The bound: a number, or slo, with *2, +10%, -5% or -5pp.')

const schema = z
  .strictObject({
    name: slug.describe('A signal of this environment.'),
    atLeast: limit,
    atMost: limit,
    below: limit,
    above: limit,
    side: oneOf(['stable', 'canary'])
      .optional()
      .describe(
        'What is measured: what everyone gets, or what is released. Default: stable; of a change its canary.',
      ),
    targets: list(slug, 50).min(1).optional().describe('On which targets. Default: on all of them.'),
    minSamples: wholeNumber(1, 1_000_000_000)
      .optional()
      .describe('With fewer measurements it is not known. Default: 1.'),
  })
  .refine(...exactlyOne(LIMIT_NAMES, 'the bound of the signal'))

type Written = z.output<typeof schema>

export type SignalCheck = {
  readonly signal: string
  /** Null: what everyone gets; of `canaries` the new version. */
  readonly side: Slot | null
  readonly canaries: readonly string[]
  /** Null: every target of the environment. */
  readonly targets: readonly string[] | null
  readonly limit: { readonly op: Op } & (Relative | { readonly value: number })
  readonly minSamples: number
}

export type SignalSeen =
  | { readonly unable: string }
  | {
      readonly shape: SignalShape
      /** Null where the binding names no objective. */
      readonly slo: number | null
      readonly targets: readonly MeasuredOn[]
    }

/** `value` null: `why` says the reason. */
export type MeasuredOn = {
  readonly target: string
  readonly slot: Slot
  readonly value: number | null
  readonly samples: number
  readonly why: string | null
}

/** A rule on a signal as it is now, on each target. Its answer takes as long as a slow source. */
export const signal = checkKind({
  kind: 'signal',
  schema,
  timeLimitMs: 10_000,
  bind: (written): SignalCheck => {
    const { name, side = null, targets = null, minSamples = 1 } = written
    return { signal: name, side, canaries: [], targets, limit: limitIn(written), minSamples }
  },
  faults: (path: Path, written): readonly Fault[] =>
    LIMIT_NAMES.flatMap((name) => {
      const value = written[name]
      if (value === undefined || !isRelative(value) || value.of === 'slo') return []
      const message = `${value.of} is not known outside a change`
      return [fault([...path, name], 'bad-value', message, 'write a number, or slo')]
    }),
  judge: ({ limit, minSamples }: SignalCheck, seen: SignalSeen): Verdict => {
    if ('unable' in seen) return unknown(`Could not be measured (${seen.unable})`)
    const { shape, slo, targets } = seen
    if (targets.length === 0) return unknown('There is no target to measure it on')
    if ('of' in limit && slo === null) return unknown('The binding names no SLO of it')
    const number = 'of' in limit ? resolved(limit, slo ?? 0) : limit.value
    const wanted = `${OP_WORDS[limit.op]} ${formatValue(shape, number)}${'of' in limit ? `, ${formatReference(limit)}` : ''}`
    const measured = targets.map((one) => ({ ...one, ...heldTo({ op: limit.op, value: number }, one) }))
    const said = measured
      .map((one) => `${one.target}${one.slot === 'canary' ? ' (canary)' : ''} ${inWords(one)}`)
      .join(', ')
    // What is not well is known, however little is known of the others.
    if (measured.some(({ isWell }) => isWell === false)) return failed(`${said}; ${wanted} wanted`)
    if (measured.some(({ isWell }) => isWell === null)) return unknown(`${said}; ${wanted} wanted`)
    return passed(`${said} (${wanted})`)

    function heldTo(bound: { readonly op: Op; readonly value: number }, { value, samples }: MeasuredOn) {
      return { isWell: value === null || samples < minSamples ? null : isTrue(bound, value) }
    }
    function inWords({ value, samples, why }: MeasuredOn): string {
      if (value === null) return `unknown: ${why ?? 'nothing was measured'}`
      const few = samples < minSamples ? `, ${samples} of ${minSamples} samples` : ''
      return `${formatValue(shape, value)}${few}`
    }
  },
})

function limitIn(written: Written): SignalCheck['limit'] {
  const [name] = LIMIT_NAMES.filter((one) => written[one] !== undefined)
  const value = name === undefined ? undefined : written[name]
  if (name === undefined || value === undefined)
    throw new Error('a signal without a bound has passed the schema')
  return isRelative(value) ? { op: LIMIT_OPS[name], ...value } : { op: LIMIT_OPS[name], value: value.value }
}

/** What is measured on a target. */
export const slotOn = (target: string, { side, canaries }: Pick<SignalCheck, 'side' | 'canaries'>): Slot =>
  side ?? (canaries.includes(target) ? 'canary' : 'stable')
