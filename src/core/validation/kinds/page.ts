import { z } from 'zod'
import { url } from '../../address/address.ts'
import { checkUrl } from '../../address/check-variables.ts'
import { list } from '../../document/container.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { duration, oneOf, someText, wholeNumber, yesOrNo } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { isExpected, statusInWords } from '../basis/http-status.ts'
import { checkKind } from '../basis/kind.ts'
import type { Lead } from '../basis/lead.ts'
import { failed, passed, took, unknown, type Verdict } from '../basis/verdict.ts'

const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

const schema = z.strictObject({
  url: url.describe('What is opened. Redirects within its origin are followed.'),
  status: list(wholeNumber(100, 599), 20)
    .min(1)
    .optional()
    .describe('What it may answer. Default: 200 to 299.'),
  within: duration
    .optional()
    .describe('How long it may take until it is loaded. Default: as long as the time limit.'),
  contains: someText.optional().describe('A text that people have to see on it.'),
  selector: someText.optional().describe('A CSS selector of something that people have to see on it.'),
  quiet: yesOrNo
    .optional()
    .describe('Whether its console may show no error, and its scripts throw none. Default: false.'),
  axe: yesOrNo.optional().describe('Whether axe may find nothing on it. Default: false.'),
  without: list(someText, 50).optional().describe('Rules of axe that are left out, by their ids.'),
  focus: yesOrNo
    .optional()
    .describe(
      'Whether Tab has to reach everything that takes the focus, and show where it is. Default: false.',
    ),
  schemes: list(oneOf(SCHEMES), 2)
    .min(1)
    .optional()
    .describe('Colour schemes in which axe and Tab look at it. Default: [light].'),
  width: wholeNumber(200, 4000).optional().describe('How wide the window is, in pixels. Default: 1280.'),
})

export type PageCheck = {
  readonly url: string
  /** Null: 200 to 299. */
  readonly status: readonly number[] | null
  readonly withinMs: Millis | null
  readonly contains: string | null
  readonly selector: string | null
  readonly quiet: boolean
  readonly axe: boolean
  readonly without: readonly string[]
  readonly focus: boolean
  readonly schemes: readonly Scheme[]
  readonly width: number
  /** Where requests go instead of where they say; absent: nowhere. */
  readonly leads?: readonly Lead[]
}

/** What breaks a rule of axe. `places` are its first ones, of `count`. */
export type AxeFinding = { readonly rule: string; readonly places: readonly string[]; readonly count: number }

export type TabWalk = {
  /** What Tab reached. */
  readonly stops: number
  /** Reached, and nothing shows it. */
  readonly unseen: readonly string[]
  /** Takes the focus, and Tab did not come to it. */
  readonly unreached: readonly string[]
  /** There was more than is walked. */
  readonly isCut: boolean
}

export type PageLook = {
  readonly scheme: Scheme
  /** Null: not asked for. */
  readonly axe: { readonly found: readonly AxeFinding[]; readonly undecided: readonly AxeFinding[] } | null
  readonly walk: TabWalk | null
}

/**
 * `missing`: no browser can be had, with the remedy. `unable`: what went wrong on our side. `refused`: it did not load.
 * `stuck`: it was loaded, and then did not let itself be looked at.
 */
export type PageSeen =
  | { readonly missing: string }
  | { readonly unable: string }
  | { readonly refused: string }
  | { readonly stuck: string }
  | {
      readonly status: number
      /** The origin at which it ended; null: its own. */
      readonly elsewhere: string | null
      /** Until it was loaded. */
      readonly ms: Millis
      /** What was asked for and is not seen on it. */
      readonly notSeen: readonly ('contains' | 'selector')[]
      readonly errors: { readonly count: number; readonly first: string | null }
      readonly looks: readonly PageLook[]
      /** What should have been led, and was not: a sentence's end; absent: nothing. */
      readonly strayed?: string
    }

/** A page as people meet it: in a real browser. */
export const page = checkKind({
  kind: 'page',
  schema,
  timeLimitMs: 30_000,
  bind: (written): PageCheck => ({
    url: written.url,
    status: written.status ?? null,
    withinMs: written.within ?? null,
    contains: written.contains ?? null,
    selector: written.selector ?? null,
    quiet: written.quiet ?? false,
    axe: written.axe ?? false,
    without: written.without ?? [],
    focus: written.focus ?? false,
    schemes: [...new Set(written.schemes ?? ['light' as const])],
    width: written.width ?? 1280,
  }),
  faults: (path: Path, { url, without, schemes, axe, focus }): readonly Fault[] => [
    ...checkUrl([...path, 'url'], url, []),
    ...(without === undefined || axe === true
      ? []
      : [keyFault([...path, 'without'], 'unknown-key', '`without` belongs to axe', 'add axe: true')]),
    ...(schemes === undefined || axe === true || focus === true
      ? []
      : [
          fault(
            [...path, 'schemes'],
            'unknown-key',
            '`schemes` belongs to axe and focus',
            'add axe: true or focus: true',
          ),
        ]),
  ],
  judge: (bound: PageCheck, seen: PageSeen): Verdict => {
    if ('missing' in seen) return unknown(`No browser can be had (${seen.missing})`)
    if ('unable' in seen) return unknown(`Could not be looked at (${seen.unable})`)
    if ('refused' in seen) return failed(`Did not load (${seen.refused})`)
    if ('stuck' in seen) return failed(`Stands still (${seen.stuck})`)
    const words = `${statusInWords(seen.status)}, ${took(seen.ms)}`
    const wrong = wrongWith(bound, seen)
    if (wrong.length > 0) return failed(`Not well (${words}): ${inOne(wrong)}`)
    const open = [...openIn(seen.looks), ...(seen.strayed === undefined ? [] : [seen.strayed])]
    if (open.length > 0) return unknown(`Loaded (${words}), but not all is known: ${inOne(open)}`)
    return passed(`Loaded (${words})${accessible(seen.looks)}`)
  },
})

type Loaded = Extract<PageSeen, { status: number }>

function wrongWith(bound: PageCheck, seen: Loaded): readonly string[] {
  const { status, elsewhere, ms, notSeen, errors } = seen
  // Of a page that is not the one that was asked for, nothing else matters.
  if (elsewhere !== null) return [`it leads to ${elsewhere}`]
  if (!isExpected(bound.status, status)) return ['it should answer otherwise']
  return [
    ...notSeen.map((what) =>
      what === 'contains'
        ? `"${bound.contains}" is not to be seen`
        : `nothing at ${bound.selector} is to be seen`,
    ),
    ...(bound.quiet && errors.count > 0 ? [errorsInWords(errors)] : []),
    ...(bound.withinMs !== null && ms > bound.withinMs ? [`within ${took(bound.withinMs)} wanted`] : []),
    ...seen.looks.flatMap(({ scheme, axe, walk }) => [
      ...(axe?.found ?? []).map((one) => inScheme(scheme, seen.looks, findingInWords(one))),
      ...(walk === null ? [] : walkFaults(walk).map((one) => inScheme(scheme, seen.looks, one))),
    ]),
  ]
}

const errorsInWords = ({ count, first }: Loaded['errors']): string =>
  `${count} ${count === 1 ? 'error' : 'errors'} in its console${first === null ? '' : `: ${first}`}`

/** Where it was looked at in one colour scheme, that says nothing. */
const inScheme = (scheme: Scheme, looks: readonly PageLook[], words: string): string =>
  looks.length > 1 ? `${scheme}: ${words}` : words

const findingInWords = ({ rule, places, count }: AxeFinding): string => `${rule} at ${listed(places, count)}`

const walkFaults = ({ unseen, unreached }: TabWalk): readonly string[] => [
  ...(unseen.length === 0 ? [] : [`no focus to be seen on ${listed(unseen, unseen.length)}`]),
  ...(unreached.length === 0 ? [] : [`Tab does not reach ${listed(unreached, unreached.length)}`]),
]

const SHOWN = 3
const listed = (names: readonly string[], count: number): string => {
  const shown = names.slice(0, SHOWN)
  return `${shown.join(', ')}${count > shown.length ? ` and ${count - shown.length} more` : ''}`
}

/** What was asked for, and could not be found out. */
const openIn = (looks: readonly PageLook[]): readonly string[] =>
  looks.flatMap(({ scheme, axe, walk }) => [
    ...(axe?.undecided ?? []).map((one) =>
      inScheme(scheme, looks, `axe cannot judge ${findingInWords(one)}`),
    ),
    ...(walk?.stops === 0 ? [inScheme(scheme, looks, 'Tab reaches nothing')] : []),
    ...(walk?.isCut === true ? [inScheme(scheme, looks, 'Tab has more stops than are walked')] : []),
  ])

function accessible(looks: readonly PageLook[]): string {
  const [first] = looks
  if (first === undefined) return ''
  const schemes = looks.length > 1 ? ` in ${looks.map(({ scheme }) => scheme).join(' and ')}` : ''
  const axe = first.axe === null ? [] : ['axe finds nothing']
  const walk =
    first.walk === null
      ? []
      : [
          `the focus is to be seen at ${first.walk.stops === 1 ? 'its one stop' : `all ${first.walk.stops} stops`} of Tab`,
        ]
  const words = [...axe, ...walk]
  return words.length === 0 ? '' : `, ${words.join(', ')}${schemes}`
}

/** As much as a line bears. */
const MOST = 600
const inOne = (faults: readonly string[]): string => {
  const words = faults.join('; ')
  return words.length > MOST ? `${words.slice(0, MOST).toWellFormed()} ...` : words
}
