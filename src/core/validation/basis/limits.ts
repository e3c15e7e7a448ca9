import { atMostOne } from '../../document/container.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import { quantity } from '../../document/leaf.ts'
import type { Quantity } from '../../document/quantity.ts'
import { isTrue } from '../../judge/measure.ts'
import type { KnownBound } from '../../judge/rule.ts'
import { OP_WORDS } from '../../judge/words.ts'

/** A number that a check finds, and between what it has to lie. All in the scale of core/signal/unit.ts. */

export const LIMIT_NAMES = ['atLeast', 'atMost', 'below', 'above'] as const
type Name = (typeof LIMIT_NAMES)[number]
type WrittenLimits = { readonly [name in Name]?: Quantity | undefined }

export const limits = {
  atLeast: quantity.optional().describe('This or more.'),
  atMost: quantity.optional().describe('This or less.'),
  below: quantity.optional().describe('Less than this.'),
  above: quantity.optional().describe('More than this.'),
}

/** For `.refine`: a number has one bound. */
export const oneLimit = atMostOne(LIMIT_NAMES, 'what the number has to be')

export const LIMIT_OPS = { atLeast: 'at-least', atMost: 'at-most', below: 'below', above: 'above' } as const

export type Limit = Exclude<KnownBound, { op: 'between' }>

export function limitOf(written: WrittenLimits): Limit | null {
  const name = LIMIT_NAMES.find((one) => written[one] !== undefined)
  const value = name === undefined ? undefined : written[name]
  return name === undefined || value === undefined ? null : { op: LIMIT_OPS[name], value: value.value }
}

/** `at most 50`, with the number in the words of its unit. */
export const limitInWords = ({ op, value }: Limit, inWords: (value: number) => string): string =>
  `${OP_WORDS[op]} ${inWords(value)}`

/** Without a limit every number will do. */
export const isWithin = (limit: Limit | null, value: number): boolean =>
  limit === null || isTrue(limit, value)

/** Where a number is a share of something, a limit is per cent. */
export function limitFaults(path: Path, written: WrittenLimits, unit: Quantity['unit']): readonly Fault[] {
  return LIMIT_NAMES.flatMap((name) => {
    const value = written[name]
    if (value === undefined || value.unit === unit) return []
    const example = { ratio: '95%', duration: '300ms', plain: '50' }[unit]
    return [
      fault(
        [...path, name],
        'wrong-unit',
        `${name} is not in the unit of what it limits`,
        `write ${example}`,
      ),
    ]
  })
}

/** `93%`. */
const shareInWords = (value: number): string => `${Number((value * 100).toPrecision(6))}%`

/** `, at least 93% wanted`: behind a share that is not enough; nothing where all of it was. */
export const shareWanted = (limit: Limit | null): string =>
  limit === null ? '' : `, ${limitInWords(limit, shareInWords)} wanted`
