import type { Binding } from '../../binding/binding.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import type { Plan } from '../schema/plan.ts'
import { notInThisVersion } from './not-yet.ts'

type Written = NonNullable<Plan['probes']>
type WrittenProbe = NonNullable<Written['live']>

/** Each is asked on every side that is deployed, or led to. */
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
  const nobody = steps.some(({ item }) => 'deploy' in item || isRollout(item))
    ? []
    : [
        notInThisVersion(
          ['probes'],
          'probes of a plan that neither deploys nor moves traffic',
          'add a step deploy: TARGET or a rollout, or leave the probes out',
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
  const deployed = new Set(steps.flatMap(({ item }) => ('deploy' in item ? [item.deploy] : [])))
  const asked = steps.flatMap(({ item, path }): readonly Asked[] => {
    if ('deploy' in item) return [{ target: item.deploy, path: [...path, 'deploy'] }]
    if (!isRollout(item)) return []
    return item.rollout.targets.flatMap((target, i) =>
      deployed.has(target) ? [] : [{ target, path: [...path, 'rollout', 'targets', i] }],
    )
  })
  return environments.flatMap((name) =>
    asked.flatMap(({ target, path }) => {
      const bound = own(own(binding.environments, name)?.targets, target)
      if (bound === undefined || bound.sides.blue !== bound.sides.green) return []
      return [
        fault(
          path,
          'no-address',
          `the two sides of ${target} have one address in ${name}, so its new side cannot be asked by itself`,
          `give blue and green of ${target} an address each in cutwater.yaml, or leave the probes out`,
        ),
      ]
    }),
  )
}

type Asked = { readonly target: string; readonly path: Path }
