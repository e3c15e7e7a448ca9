import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { formatDuration } from '../time/duration.ts'
import { checkAccess } from './check-access.ts'
import { checkHttp, checkSql } from './check-polled.ts'
import { checkSignalShape } from './check-signal-shape.ts'
import type { WrittenPrometheus, WrittenSignal } from './signal-schema.ts'

/** What the shape of a signal alone does not say. `path` is that of the signal. */
export function checkSignal(
  path: Path,
  signal: WrittenSignal,
  source: WrittenPrometheus | undefined,
  databases: Readonly<Record<string, unknown>> = {},
): readonly Fault[] {
  if (signal.sql !== undefined)
    return [
      ...strangers(path, signal, ['statusBelow', 'within', 'quantile'], 'sql'),
      ...checkSql([...path, 'sql'], signal.sql, databases),
      ...checkSignalShape(path, signal),
    ]
  if (signal.http !== undefined) {
    const faults = [
      ...strangers(path, signal, ['statusBelow', 'within', 'quantile'], 'http'),
      ...checkHttp([...path, 'http'], signal.http),
    ]
    // Without its parts nobody knows of which kind it is.
    return faults.some(({ code }) => code === 'missing')
      ? faults
      : [...faults, ...checkSignalShape(path, signal)]
  }
  if (signal.prometheus !== undefined)
    return [
      ...strangers(path, signal, ['statusBelow', 'within', 'quantile'], 'prometheus'),
      ...(source === undefined ? [noSource(path)] : []),
      ...checkQueries([...path, 'prometheus'], signal.prometheus),
      ...checkWords([...path, 'prometheus'], signal.prometheus),
      ...checkSignalShape(path, signal),
    ]
  const foreign = signal.gateway === 'success' ? ['quantile'] : ['statusBelow', 'within']
  return [...strangers(path, signal, foreign, signal.gateway ?? ''), ...checkSignalShape(path, signal)]
}

const LEAST_MS = 1_000

export function checkPrometheus(path: Path, written: WrittenPrometheus): readonly Fault[] {
  return [...checkAccess(path, written), ...checkRhythm(path, written)]
}

function checkRhythm(path: Path, { scrape, interval }: WrittenPrometheus): readonly Fault[] {
  if (scrape < LEAST_MS)
    return [fault([...path, 'scrape'], 'bad-value', 'a scrape takes 1s or more', 'write scrape: 15s')]
  if (interval === undefined || interval >= 2 * scrape) return []
  return [
    fault(
      [...path, 'interval'],
      'bad-value',
      'an interval has to hold two scrapes, or nothing can be counted in it',
      `write interval: ${formatDuration(2 * scrape)} or more`,
    ),
  ]
}

function checkQueries(path: Path, signal: NonNullable<WrittenSignal['prometheus']>): readonly Fault[] {
  const { good, bad, sum, total, buckets, query } = signal
  const faults = (['good', 'bad', 'sum', 'total', 'buckets', 'query'] as const).flatMap((key) =>
    signal[key] === undefined ? [] : checkWindow([...path, key], signal[key]),
  )
  if (buckets !== undefined) return [...faults, ...strangers(path, signal, [...PARTS], 'buckets')]
  if (query !== undefined)
    return [...faults, ...strangers(path, signal, [...PARTS, 'unit', 'quantile'], 'a query')]
  faults.push(...strangers(path, signal, ['unit', 'quantile'], sum === undefined ? 'a ratio' : 'a mean'))
  return total === undefined ? faults : [...faults, ...partFaults(path, { good, bad, sum })]
}

const PARTS = ['good', 'bad', 'sum'] as const

type Parts = Pick<NonNullable<WrittenSignal['prometheus']>, (typeof PARTS)[number]>

function partFaults(path: Path, parts: Parts): readonly Fault[] {
  const [first, second] = PARTS.filter((key) => parts[key] !== undefined)
  if (first === undefined)
    return [
      keyFault(
        [...path, 'total'],
        'missing',
        'nothing says what of the total was good',
        'write good, or bad; or sum, for a mean',
      ),
    ]
  if (second === undefined) return []
  const said =
    second === 'sum' ? 'a ratio and a mean are different signals' : 'what was good is said more than once'
  return [keyFault([...path, second], 'bad-value', said, `keep one of ${first}, ${second}`)]
}

/** What the label of the slot says, in the team's own words. */
function checkWords(path: Path, signal: NonNullable<WrittenSignal['prometheus']>): readonly Fault[] {
  const { side, canary, stable } = signal
  if (side !== undefined) return strangers(path, signal, ['canary', 'stable'], 'side')
  const unknown = (['canary', 'stable'] as const).flatMap((key) => {
    const variable = /\$\{(?!VERSION\})[^}]*\}?/.exec(signal[key] ?? '')?.[0]
    return variable === undefined
      ? []
      : [
          fault(
            [...path, key],
            'unknown-variable',
            `nothing is filled in for ${variable}`,
            'write ${VERSION}, the version of the change',
          ),
        ]
  })
  if (canary === undefined || canary !== stable) return unknown
  return [
    ...unknown,
    fault([...path, 'stable'], 'bad-value', 'stable and canary say the same', 'write what tells them apart'),
  ]
}

/** Without it the same requests would be counted again at every question. */
function checkWindow(path: Path, query: string): readonly Fault[] {
  const unknown = /\$\{(?!WINDOW\})[^}]*\}?/.exec(query)?.[0]
  if (unknown !== undefined)
    return [fault(path, 'unknown-variable', `nothing is filled in for ${unknown}`, 'write ${WINDOW}')]
  if (query.includes('[${WINDOW}]')) return []
  return [
    fault(
      path,
      'no-window',
      'the expression does not count inside ${WINDOW}, so it would count the same requests again and again',
      'write increase(METRIC[${WINDOW}]) where it counts',
    ),
  ]
}

function noSource(path: Path): Fault {
  return keyFault(
    [...path, 'prometheus'],
    'unbound',
    'the environment has no Prometheus',
    "add prometheus: { url: 'http://host:9090', scrape: 15s } to the environment",
  )
}

function strangers(path: Path, of: object, keys: readonly string[], to: string): readonly Fault[] {
  return keys
    .filter((key) => (of as Record<string, unknown>)[key] !== undefined)
    .map((key) => keyFault([...path, key], 'unknown-key', `${key} means nothing for ${to}`, 'remove it'))
}
