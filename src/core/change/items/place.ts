import type { Item, Runbook, StepId } from '../../runbook/runbook.ts'
import type { Run } from '../state/change.ts'
import type { ItemProgress, Items } from '../state/items.ts'

/** Where a checklist stands: a step of its own, the end of a bake, or a stage of a rollout (by its index). */
export type ListPlace = { readonly step: StepId; readonly stage: number | null }
export type ItemPlace = ListPlace & { readonly item: string }

/** `STEP/ITEM`; in a stage `STEP@STAGE/ITEM`, where the first stage is 1. Names hold neither sign. */
export function itemRef({ step, stage, item }: ItemPlace): string {
  return `${listRef({ step, stage })}/${item}`
}

export const listRef = ({ step, stage }: ListPlace): string =>
  stage === null ? step : `${step}@${stage + 1}`

/** Null when it is not the address of an item. */
export function readItemRef(ref: string): ItemPlace | null {
  const [, step, stage, item] = /^([^/@]+)(?:@([1-9]\d{0,3}))?\/([^/@]+)$/.exec(ref) ?? []
  if (step === undefined || item === undefined) return null
  return { step, stage: stage === undefined ? null : Number(stage) - 1, item }
}

/** The lines that a plan has in this place. */
export function itemsOf({ steps }: Pick<Runbook, 'steps'>, { step: id, stage }: ListPlace): readonly Item[] {
  const step = steps.find((each) => each.id === id)
  if (step?.kind === 'checklist' && stage === null) return step.items
  if (step?.kind === 'bake' && stage === null) return step.checklist ?? []
  if (step?.kind === 'rollout' && stage !== null) return step.stages[stage]?.checklist ?? []
  return []
}

/** How far they are; null while nobody was asked. */
export function progressIn(run: Run, { step, stage }: ListPlace): Items | null {
  const progress = run.steps[step]
  if (stage === null) {
    if (progress?.status === 'ticking') return progress.items
    if (progress?.status === 'baking') return progress.asked?.items ?? null
    return progress?.status === 'done' ? (progress.items ?? null) : null
  }
  const rollout = progress?.status === 'rolling' || progress?.status === 'done' ? progress.rollout : undefined
  if (rollout === undefined) return null
  const passed = rollout.passed.find((each) => each.stage === stage)
  if (passed !== undefined) return passed.items ?? null
  return rollout.stage === stage ? (rollout.asked?.items ?? null) : null
}

/** Its checklist still decides whether something goes on. */
export function isOpen(run: Run, { step, stage }: ListPlace): boolean {
  const progress = run.steps[step]
  if (stage === null)
    return progress?.status === 'ticking' || (progress?.status === 'baking' && progress.asked !== undefined)
  return (
    progress?.status === 'rolling' && progress.rollout.stage === stage && progress.rollout.asked !== undefined
  )
}

/** Every checklist of a plan, in its order. */
export function listsOf({ steps }: Pick<Runbook, 'steps'>): readonly ListPlace[] {
  return steps.flatMap((step): readonly ListPlace[] => {
    if (step.kind === 'checklist' || (step.kind === 'bake' && step.checklist !== undefined))
      return [{ step: step.id, stage: null }]
    if (step.kind !== 'rollout') return []
    return step.stages.flatMap(({ checklist = [] }, stage) =>
      checklist.length === 0 ? [] : [{ step: step.id, stage }],
    )
  })
}

/** An item stands in the way until it has passed, unless its plan says that it need not. */
export const blocks = ({ required }: Item, progress: ItemProgress | undefined): boolean =>
  required !== false && progress?.status !== 'passed'
