import { z } from 'zod'
import { list } from '../../document/container.ts'
import { fault } from '../../document/finding.ts'
import { duration, slug } from '../../document/leaf.ts'
import { gate } from '../rule/rule.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  bake: z
    .strictObject({
      for: duration.describe('How long it is watched.'),
      every: duration
        .optional()
        .describe('How often what it sees is reported and its gates are asked. Default: once, at its end.'),
      gates: list(gate, 50).optional().describe('What must hold at its end. Default: none but the guards.'),
      targets: list(slug, 50)
        .min(1)
        .optional()
        .describe('What is watched. Default: every target of the plan.'),
    })
    .describe('Watches without moving traffic; its end needs all gates.'),
  ...stepKeys,
})
export type PlanBake = z.output<typeof schema>

/** Rules without moving traffic. */
export const bake = {
  schema,
  word: 'bake',
  madeName: () => 'bake',
  targets: (item) => item.bake.targets ?? null,
  sides: () => [],
  faults: ({ bake: { for: length, every } }, path) => {
    if (length === 0)
      return [
        fault([...path, 'bake', 'for'], 'bad-value', 'a bake of no time sees nothing', 'write how long'),
      ]
    if (every === undefined || (every > 0 && every <= length)) return []
    const remedy = 'write a span that is not longer than `for`'
    return [fault([...path, 'bake', 'every'], 'bad-value', 'this never comes round within the bake', remedy)]
  },
  names: (item, path) =>
    (item.bake.targets ?? []).map((name, i) => ({
      kind: 'target',
      name,
      path: [...path, 'bake', 'targets', i],
    })),
} as const satisfies WaitingKind<PlanBake> & { schema: z.ZodType }
