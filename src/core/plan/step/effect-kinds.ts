import type { z } from 'zod'
import { action } from './action.ts'
import { deploy } from './deploy.ts'
import type { EffectKind } from './effect-kind.ts'
import { flags } from './flags.ts'

/** Every word for something done to the outside world: a new one is a file beside these, and a line here. */
export const EFFECT_KINDS = { deploy, flags, action } as const

type Schema = (typeof EFFECT_KINDS)[keyof typeof EFFECT_KINDS]['schema']
export type PlanEffect = z.output<Schema>
export type WrittenEffect = z.input<Schema>

export function kindOf(item: PlanEffect): EffectKind<PlanEffect> {
  const kind = Object.values(EFFECT_KINDS).find(({ word }) => word in item)
  if (kind === undefined) throw new Error(`a step without a word passed the schema: ${Object.keys(item)}`)
  return kind
}
