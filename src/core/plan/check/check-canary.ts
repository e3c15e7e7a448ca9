import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { FULL } from '../../traffic/desired.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'

/** What a rollout says of how its canary is looked at. */
export function checkCanary(steps: readonly Arranged[]): readonly Fault[] {
  const deployed = new Set(steps.flatMap(({ item }) => ('deploy' in item ? [item.deploy] : [])))
  return steps.flatMap(({ item, path }) => {
    if (!isRollout(item) || item.rollout.canary === undefined) return []
    const { traces, log } = item.rollout.canary
    const at = [...path, 'rollout', 'canary']
    const missing = log === undefined ? [] : item.rollout.targets.filter((target) => !deployed.has(target))
    return [
      ...(traces === undefined || traces === FULL
        ? []
        : [
            fault(
              [...at, 'traces'],
              'odd-traces',
              'every request of a canary is traced where traces are told at all, and not a part of them',
              'write traces: 100%, or leave it out',
            ),
          ]),
      ...missing.map((target) =>
        keyFault(
          [...at, 'log'],
          'log-without-deploy',
          `the canary of ${target} is deployed with its log level, and no step deploys ${target}`,
          `add { deploy: ${target} } before the rollout, or leave log out`,
        ),
      ),
    ]
  })
}
