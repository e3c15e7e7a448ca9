import type { Item } from './checklist.ts'
import type { RolloutStep, Runbook, Step } from './runbook.ts'
import type { ChecklistStep } from './waiting-steps.ts'

/** What a sentence about a change needs of its runbook: titles, and the weights of stages. */
export type RunbookNames = Pick<Runbook, 'title' | 'environment'> & {
  readonly steps: readonly StepNames[]
  readonly accept: readonly ItemName[]
  readonly wayDown?: { readonly steps: readonly ItemName[] }
}

export type StepNames =
  | Pick<Exclude<Step, RolloutStep | ChecklistStep>, 'kind' | 'id' | 'title'>
  | (Pick<ChecklistStep, 'kind' | 'id' | 'title'> & { readonly items: readonly ItemName[] })
  | (Pick<RolloutStep, 'kind' | 'id' | 'title'> & { readonly stages: readonly StageNames[] })

export type StageNames = Pick<RolloutStep['stages'][number], 'weight'> & {
  readonly checklist?: readonly ItemName[]
}

export type ItemName = Pick<Item, 'id' | 'title'>
