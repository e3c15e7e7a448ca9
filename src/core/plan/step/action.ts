import { z } from 'zod'
import { keyFault } from '../../document/finding.ts'
import { slug } from '../../document/leaf.ts'
import { own } from '../../document/tree.ts'
import type { Act, Scalar } from '../../runbook/runbook.ts'
import { compiledValues } from './compiled-values.ts'
import { effectKeys, outputs, withValues } from './effect-keys.ts'
import type { EffectKind } from './effect-kind.ts'

/** Where neither plan nor binding says one. */
export const ACTION_LIMIT_MS = 5 * 60_000

const schema = z.strictObject({
  action: slug.describe('An action that the binding knows.'),
  with: withValues.optional(),
  outputs,
  ...effectKeys,
})

type PlanAction = z.output<typeof schema>

export const actionOf = (name: string, values: Readonly<Record<string, Scalar>> = {}): Act => ({
  act: 'action',
  name,
  with: compiledValues(values),
})

/** Any command or call of the binding. */
export const action = {
  schema,
  word: 'action',
  unknown: 'person',
  madeName: (item) => `action-${item.action}`,
  title: (item) => item.action.charAt(0).toUpperCase() + item.action.slice(1).replace(/-/g, ' '),
  targets: () => [],
  sides: () => [],
  faults: (item, path) =>
    item.undo === undefined
      ? [
          keyFault(
            [...path, 'action'],
            'no-undo',
            `the action ${item.action} does not say how it is undone`,
            'add undo: { action: NAME }, or undo: { none: true, because: "why nothing needs undoing" }',
          ),
        ]
      : [],
  names: ({ action: name, timeLimit }, path) => [
    { kind: 'action', name, path: [...path, 'action'] },
    ...(timeLimit === undefined
      ? []
      : [{ kind: 'limit', of: 'action', name, limitMs: timeLimit, path: [...path, 'timeLimit'] } as const]),
  ],
  act: (item) => actionOf(item.action, item.with),
  limitMs: (item, { binding }) => own(binding?.actions, item.action)?.timeLimitMs ?? ACTION_LIMIT_MS,
  undo: () => null,
} as const satisfies EffectKind<PlanAction> & { schema: z.ZodType }
