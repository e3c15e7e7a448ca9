import { z } from 'zod'
import { items } from '../item/item.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  checklist: items.describe('Waits until each line has passed.'),
  ...stepKeys,
})
export type PlanChecklist = z.output<typeof schema>

/** Blocks until each of its lines passes. */
export const checklist = {
  schema,
  word: 'checklist',
  madeName: () => 'checklist',
  targets: () => null,
  sides: () => [],
  faults: () => [],
  names: () => [],
} as const satisfies WaitingKind<PlanChecklist> & { schema: z.ZodType }
