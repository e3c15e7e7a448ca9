import { type Fault, fault } from '../../document/finding.ts'
import type { Plan } from '../schema/plan.ts'
import { duplicateIds } from './check-steps.ts'

/** What is wrong with what a plan says of its own rollback. */
export function checkRollback({ rollback }: Plan): readonly Fault[] {
  if (rollback === undefined) return []
  const { limits = {}, steps = [], gradual = [], verify } = rollback
  const path = ['rollback']
  const written = steps.flatMap(({ id }, i) =>
    id === undefined ? [] : [{ id, path: [...path, 'steps', i] }],
  )
  return [
    ...duplicateIds(written),
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
    ...(verify?.for === 0
      ? [
          fault(
            [...path, 'verify', 'for'],
            'bad-value',
            'what is watched for no time shows nothing',
            'write 10m',
          ),
        ]
      : []),
  ]
}
