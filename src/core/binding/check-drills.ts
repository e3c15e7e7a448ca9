import { didYouMean } from '../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../document/finding.ts'
import { own } from '../document/tree.ts'
import type { WrittenEnvironment } from './schema.ts'
import { shapeOf } from './signal-shape.ts'

/** Drills need an environment that is no production, and a signal that says how many requests failed. */
export function checkDrills(path: Path, name: string, environment: WrittenEnvironment): readonly Fault[] {
  const { drills, signals = {} } = environment
  if (drills === undefined) return []
  if (name === 'production')
    return [
      fault([...path, 'drills'], 'drills', 'no rollback is rehearsed in production', 'remove drills here'),
    ]
  const place = [...path, 'drills', 'requests']
  const signal = own(signals, drills.requests)
  if (signal === undefined)
    return [
      fault(
        place,
        'unbound',
        `${name} has no signal ${drills.requests}`,
        didYouMean(drills.requests, Object.keys(signals)),
      ),
    ]
  const { kind, direction } = shapeOf(signal)
  if (kind !== 'ratio' || direction !== 'lower')
    return [
      fault(
        place,
        'bad-value',
        `${drills.requests} does not say how many requests went well`,
        'name a ratio of which less is worse, such as success-ratio',
      ),
    ]
  return signal.within === undefined
    ? []
    : [
        fault(
          place,
          'bad-value',
          `${drills.requests} counts slow answers as bad, and a slow answer is no failed request`,
          'name a ratio without within',
        ),
      ]
}
