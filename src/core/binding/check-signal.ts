import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { formatDuration } from '../time/duration.ts'
import type { WrittenPrometheus, WrittenSignal } from './signal-schema.ts'

/** What the shape of a signal alone does not say. `path` is that of the signal. */
export function checkSignal(
  path: Path,
  signal: WrittenSignal,
  source: WrittenPrometheus | undefined,
): readonly Fault[] {
  if (signal.prometheus !== undefined)
    return [
      ...strangers(path, signal, ['statusBelow', 'within', 'quantile'], 'prometheus'),
      ...(source === undefined ? [noSource(path)] : []),
      ...checkQueries([...path, 'prometheus'], signal.prometheus),
      ...checkWords([...path, 'prometheus'], signal.prometheus),
    ]
  const foreign = signal.gateway === 'success' ? ['quantile'] : ['statusBelow', 'within']
  return strangers(path, signal, foreign, signal.gateway ?? '')
}

const LEAST_MS = 1_000

export function checkPrometheus(path: Path, { scrape, interval }: WrittenPrometheus): readonly Fault[] {
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
  const { good, bad, total, buckets } = signal
  const faults = (['good', 'bad', 'total', 'buckets'] as const).flatMap((key) =>
    signal[key] === undefined ? [] : checkWindow([...path, key], signal[key]),
  )
  if (buckets !== undefined) return [...faults, ...strangers(path, signal, ['good', 'bad'], 'buckets')]
  faults.push(...strangers(path, signal, ['unit', 'quantile'], 'a ratio'))
  if (total !== undefined && (good === undefined) === (bad === undefined))
    faults.push(
      keyFault(
        [...path, good === undefined ? 'total' : 'bad'],
        good === undefined ? 'missing' : 'bad-value',
        good === undefined
          ? 'nothing says what of the total was good'
          : 'what was good is said more than once',
        good === undefined ? 'write good, or bad' : 'keep one of good, bad',
      ),
    )
  return faults
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
