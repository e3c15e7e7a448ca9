import type { Item } from './checklist.ts'
import type { RolloutStep, Runbook, Step } from './runbook.ts'
import type { BakeStep, ChecklistStep } from './waiting-steps.ts'

/** What a sentence about a change needs of its runbook: titles, and the weights of stages. */
export type RunbookNames = Pick<Runbook, 'title' | 'environment'> & {
  readonly steps: readonly StepNames[]
  readonly accept: readonly ItemName[]
  readonly wayDown?: { readonly steps: readonly ItemName[] }
}

export type StepNames =
  | Pick<Exclude<Step, RolloutStep | ChecklistStep | BakeStep>, 'kind' | 'id' | 'title'>
  | (Pick<BakeStep, 'kind' | 'id' | 'title'> & { readonly checklist?: readonly ItemName[] })
  | (Pick<ChecklistStep, 'kind' | 'id' | 'title'> & { readonly items: readonly ItemName[] })
  | (Pick<RolloutStep, 'kind' | 'id' | 'title'> & { readonly stages: readonly StageNames[] })

export type StageNames = Pick<RolloutStep['stages'][number], 'weight'> & {
  readonly checklist?: readonly ItemName[]
}

export type ItemName = Pick<Item, 'id' | 'title'>
