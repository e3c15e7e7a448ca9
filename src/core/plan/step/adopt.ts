import { z } from 'zod'
import { list } from '../../document/container.ts'
import { slug } from '../../document/leaf.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  adopt: list(slug, 50)
    .min(1)
    .describe('Targets of a rollout with `adopt: later`, whose canary becomes stable now.'),
  ...stepKeys,
})
export type PlanAdopt = z.output<typeof schema>

/** Ends a rollout with `adopt: later`. */
export const adopt = {
  schema,
  word: 'adopt',
  madeName: () => 'adopt',
  targets: (item) => item.adopt,
  sides: (item) => item.adopt,
  faults: () => [],
  names: (item, path) => item.adopt.map((name, i) => ({ kind: 'target', name, path: [...path, 'adopt', i] })),
} as const satisfies WaitingKind<PlanAdopt> & { schema: z.ZodType }
