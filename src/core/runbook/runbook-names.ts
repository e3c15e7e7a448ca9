import type { RolloutStep, Runbook, Step } from './runbook.ts'

/** What a sentence about a change needs of its runbook: titles, and the weights of stages. */
export type RunbookNames = Pick<Runbook, 'title' | 'environment'> & {
  readonly steps: readonly StepNames[]
  readonly accept: readonly { readonly id: string; readonly title: string }[]
  readonly wayDown?: { readonly steps: readonly { readonly id: string; readonly title: string }[] }
}

export type StepNames =
  | Pick<Exclude<Step, RolloutStep>, 'kind' | 'id' | 'title'>
  | (Pick<RolloutStep, 'kind' | 'id' | 'title'> & {
      readonly stages: readonly Pick<RolloutStep['stages'][number], 'weight'>[]
    })
