import { duplicateIds } from '../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault, type Path, warning } from '../../document/finding.ts'
import { type Arranged, isRollout, planTargets } from '../compile/arrange.ts'
import { gateId } from '../compile/compile-rule.ts'
import { spread } from '../rule/spread.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanRollback } from '../schema/rollback.ts'
import { flags, type PlanFlags } from '../step/flags.ts'

/** What is wrong with what a plan says of its own rollback. */
export function checkRollback({ rollback }: Plan, arranged: readonly Arranged[]): readonly Fault[] {
  if (rollback === undefined) return []
  const { limits = {}, steps = [], gradual = [], verify } = rollback
  const path = ['rollback']
  const written = steps.flatMap(({ id }, i) =>
    id === undefined ? [] : [{ id, path: [...path, 'steps', i] }],
  )
  const gates = spread(verify?.gates)
  const targets = planTargets(arranged)
  return [
    ...duplicateIds(written),
    ...steps.flatMap((step, i) => ('flags' in step ? flagFaults(step, [...path, 'steps', i], targets) : [])),
    ...(['close', 'undo'] as const).flatMap((key) =>
      limits[key] === 0
        ? [fault([...path, 'limits', key], 'bad-value', 'nothing is done in no time', 'write 30s')]
        : [],
    ),
    ...gradual.flatMap(({ weight }, i) => {
      const previous = gradual[i - 1]
      if (previous === undefined || weight < previous.weight) return []
      const message = `the weight does not fall: ${weight / 100}% comes after ${previous.weight / 100}%`
      const remedy = 'write falling weights, such as 20%, 10%, 5%, 0%'
      return [fault([...path, 'gradual', i, 'weight'], 'weights-rise', message, remedy)]
    }),
    ...descentFaults(rollback, arranged),
    ...(verify === undefined ? [] : verifyFaults(verify, targets)),
    ...duplicateIds(
      gates.map(({ rule, at }) => ({ id: rule.id ?? gateId(rule), path: [...path, 'verify', 'gates', at] })),
    ),
  ]
}

/** A rollback sets flags where its change works, and nowhere else: only there other changes wait for it. */
function flagFaults(step: PlanFlags, path: Path, targets: readonly string[]): readonly Fault[] {
  const strangers = flags
    .names(step, path)
    .filter(({ name }) => !targets.includes(name))
    .map(({ name, path: place }) =>
      fault(
        place,
        'foreign-target',
        `${name} is no target of this plan, so its rollback sets no flags there`,
        `write one of: ${targets.join(', ')}`,
      ),
    )
  return [...flags.faults(step, path), ...strangers]
}

function descentFaults({ gradual }: PlanRollback, arranged: readonly Arranged[]): readonly Fault[] {
  if (gradual === undefined) return []
  const rollouts = arranged.flatMap(({ item, path }) =>
    isRollout(item) ? [{ rollout: item.rollout, path: [...path, 'rollout'] }] : [],
  )
  if (rollouts.length === 0)
    return [
      keyFault(
        ['rollback', 'gradual'],
        'no-rollout',
        'the plan moves no traffic, so nothing goes down by steps',
        'leave gradual out',
      ),
    ]
  return rollouts.flatMap(({ rollout, path }) =>
    rollout.descend === undefined
      ? []
      : [
          keyFault(
            [...path, 'descend'],
            'descend-and-gradual',
            'gradual of the rollback says already how the canary goes down',
            'leave descend out',
          ),
        ],
  )
}

const DAY_MS = 86_400_000

function verifyFaults(
  verify: NonNullable<PlanRollback['verify']>,
  targets: readonly string[],
): readonly Fault[] {
  const path: Path = ['rollback', 'verify']
  const faults: Fault[] = []
  if (targets.length === 0 && verify.gates.some(({ incidents }) => incidents === undefined))
    faults.push(
      warning(
        keyFault(
          path,
          'no-target',
          'the plan has no target that could be measured, so nobody would know whether all is well',
          'leave verify out',
        ),
      ),
    )
  if (verify.for === 0 || verify.for > DAY_MS)
    faults.push(
      fault(
        [...path, 'for'],
        'bad-value',
        verify.for === 0 ? 'what is watched for no time shows nothing' : 'it is watched for a day at most',
        'write 10m',
      ),
    )
  for (const [i, gate] of verify.gates.entries())
    for (const key of ['else', 'noData'] as const)
      if ('signal' in gate && gate[key] !== undefined)
        faults.push(
          keyFault(
            [...path, 'gates', i, key],
            'no-meaning-here',
            `${key} means nothing after a rollback: nothing goes on that could be held or sent back`,
            'leave it out; what does not pass pages',
          ),
        )
  return faults
}
