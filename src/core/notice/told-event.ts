import type { ChangeEvent } from '../change/events/event.ts'
import { type ItemPlace, readItemRef } from '../change/items/place.ts'
import type { ItemName, RunbookNames, StepNames } from '../runbook/runbook-names.ts'

type WithoutRunbook<E> = E extends unknown ? Omit<E, 'runbook'> : never

/** An event of a change as notices carry it: as the journal has it, without the runbook. */
export type ToldEvent = WithoutRunbook<ChangeEvent>

export function toldEvent(event: ChangeEvent): ToldEvent {
  if (!('runbook' in event)) return event
  const { runbook: _, ...told } = event
  return told
}

/** Of the runbook only what the event names, so that a notice stays small however long the plan is. */
export function namesIn(event: ToldEvent, runbook: RunbookNames): RunbookNames {
  const { title, environment, steps, accept, wayDown } = runbook
  const place = 'item' in event ? readItemRef(event.item) : null
  const named = new Set([
    ...(place === null ? [] : [place.step]),
    ...('step' in event ? [event.step] : []),
    ...('seat' in event && event.seat !== undefined ? [event.seat.step] : []),
    ...('notUndone' in event ? event.notUndone : []),
    ...('notDone' in event ? (event.notDone ?? []) : []),
  ])
  return {
    title,
    environment,
    steps: steps.filter(({ id }) => named.has(id)).map((step) => stepNames(step, place)),
    accept: accept
      .filter(({ id }) => 'item' in event && event.item === id)
      .map(({ id, title }) => ({ id, title })),
    ...backNames(wayDown?.steps.filter(({ id }) => named.has(id)) ?? []),
  }
}

type Named = { readonly id: string; readonly title: string }

function backNames(steps: readonly Named[]): Pick<RunbookNames, 'wayDown'> {
  return steps.length === 0 ? {} : { wayDown: { steps: steps.map(({ id, title }) => ({ id, title })) } }
}

function stepNames(step: StepNames, place: ItemPlace | null): StepNames {
  const { id, title } = step
  const only = (items: readonly ItemName[] = []): readonly ItemName[] =>
    items.filter((item) => item.id === place?.item).map((item) => ({ id: item.id, title: item.title }))
  switch (step.kind) {
    case 'effect':
    case 'adopt':
    case 'capture':
    case 'approve':
    case 'mode':
      return { kind: step.kind, id, title }
    case 'bake': {
      const named = only(step.checklist)
      return { kind: step.kind, id, title, ...(named.length === 0 ? {} : { checklist: named }) }
    }
    case 'checklist':
      return { kind: step.kind, id, title, items: only(step.items) }
    case 'rollout': {
      const stages = step.stages.map(({ weight, checklist }, i) => {
        const named = place?.stage === i ? only(checklist) : []
        return named.length === 0 ? { weight } : { weight, checklist: named }
      })
      return { kind: step.kind, id, title, stages }
    }
  }
}
