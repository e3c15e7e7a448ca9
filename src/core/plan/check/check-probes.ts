import type { Binding } from '../../binding/binding.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import type { Arranged } from '../compile/arrange.ts'
import type { Plan } from '../schema/plan.ts'
import { notInThisVersion } from './not-yet.ts'

type Written = NonNullable<Plan['probes']>
type WrittenProbe = NonNullable<Written['live']>

/** Each is asked on every side that is deployed. */
const MOST_OTHERS = 50
const SECOND: Millis = 1_000
const MINUTE: Millis = 60 * SECOND
const BOUNDS = {
  delay: { least: 0, most: 60 * MINUTE, write: 'write 10s' },
  every: { least: SECOND, most: 10 * MINUTE, write: 'write 10s' },
  timeLimit: { least: 1, most: MINUTE, write: 'write 3s' },
} as const

/** Probes that ask nobody, or nothing, and figures that cannot be meant. */
export function checkProbes({ probes }: Plan, steps: readonly Arranged[]): readonly Fault[] {
  if (probes === undefined) return []
  const { startup, live, ready, others = {} } = probes
  const named = Object.entries({ startup, live, ready })
  const asks = named.some(([, probe]) => probe !== undefined) || Object.keys(others).length > 0
  const nobody = steps.some(({ item }) => 'deploy' in item)
    ? []
    : [
        notInThisVersion(
          ['probes'],
          'probes of a plan that deploys nothing',
          'add a step deploy: TARGET, or leave the probes out',
        ),
      ]
  const nothing = asks
    ? []
    : [
        keyFault(
          ['probes'],
          'missing',
          'these probes ask nothing',
          'add ready: { path: /health/ready }, or leave them out',
        ),
      ]
  const many =
    Object.keys(others).length <= MOST_OTHERS
      ? []
      : [
          keyFault(
            ['probes', 'others'],
            'too-many',
            `${Object.keys(others).length} other paths are more than the ${MOST_OTHERS} that are asked`,
            'leave some of them out',
          ),
        ]
  return [
    ...nobody,
    ...nothing,
    ...many,
    ...named.flatMap(([name, probe]) => (probe === undefined ? [] : faultsOf(name, probe))),
  ]
}

function faultsOf(name: string, probe: WrittenProbe): readonly Fault[] {
  const path: Path = ['probes', name]
  const { successes = 1 } = probe
  const figures = (['delay', 'every', 'timeLimit'] as const).flatMap((key) => {
    const ms = probe[key]
    const { least, most, write } = BOUNDS[key]
    if (ms === undefined || (ms >= least && ms <= most)) return []
    const says =
      ms < least
        ? `${key} has to be ${key === 'every' ? formatDuration(least) : 'more than nothing'} at least`
        : `${key} may be ${formatDuration(most)} at most`
    return [fault([...path, key], 'bad-value', says, write)]
  })
  if (name === 'ready' || successes === 1) return figures
  return [
    ...figures,
    fault(
      [...path, 'successes'],
      'bad-value',
      `one success is enough for ${name}: what has failed is not asked again`,
      'leave successes out',
    ),
  ]
}

/** Where each side is asked: the origin of its address in the binding, which both have to have. */
export function checkProbedSides(
  { probes }: Plan,
  steps: readonly Arranged[],
  binding: Binding,
  environments: readonly string[],
): readonly Fault[] {
  if (probes === undefined) return []
  return environments.flatMap((name) =>
    steps.flatMap(({ item, path }) => {
      if (!('deploy' in item)) return []
      const target = own(own(binding.environments, name)?.targets, item.deploy)
      if (target === undefined || target.sides.blue !== target.sides.green) return []
      return [
        fault(
          [...path, 'deploy'],
          'no-address',
          `the two sides of ${item.deploy} have one address in ${name}, so its new side cannot be asked by itself`,
          `give blue and green of ${item.deploy} an address each in cutwater.yaml, or leave the probes out`,
        ),
      ]
    }),
  )
}
