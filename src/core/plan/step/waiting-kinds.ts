import type { z } from 'zod'
import { adopt } from './adopt.ts'
import { approve } from './approve.ts'
import { bake } from './bake.ts'
import { capture } from './capture.ts'
import { checklist } from './checklist.ts'
import { mode } from './mode.ts'
import type { WaitingKind } from './waiting-kind.ts'

/** Every word for a step that lasts until something is so: a new one is a file beside these, and a line here. */
export const WAITING_KINDS = { adopt, approve, bake, capture, checklist, mode } as const

export type WaitingWord = keyof typeof WAITING_KINDS
type Schema = (typeof WAITING_KINDS)[WaitingWord]['schema']
export type PlanWaiting = z.output<Schema>
export type WrittenWaiting = z.input<Schema>

export const isWaiting = (item: object): item is PlanWaiting =>
  Object.keys(WAITING_KINDS).some((word) => word in item)

export function waitingKindOf(item: PlanWaiting): WaitingKind<PlanWaiting> & { readonly word: WaitingWord } {
  const kind = Object.values(WAITING_KINDS).find(({ word }) => word in item)
  if (kind === undefined) throw new Error(`a step without a word passed the schema: ${Object.keys(item)}`)
  return kind
}
