import type { ChangeEvent } from '../change/events/event.ts'
import type { RunbookNames, StepNames } from '../runbook/runbook-names.ts'

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
  const named = new Set([
    ...('step' in event ? [event.step] : []),
    ...('notUndone' in event ? event.notUndone : []),
    ...('notDone' in event ? (event.notDone ?? []) : []),
  ])
  return {
    title,
    environment,
    steps: steps.filter(({ id }) => named.has(id)).map(stepNames),
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

function stepNames(step: StepNames): StepNames {
  const { id, title } = step
  if (step.kind !== 'rollout') return { kind: step.kind, id, title }
  return { kind: step.kind, id, title, stages: step.stages.map(({ weight }) => ({ weight })) }
}
