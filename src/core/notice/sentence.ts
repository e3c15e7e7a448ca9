import { nameOf } from '../access/actor.ts'
import type { Told } from '../change/events/define.ts'
import { definitionOf } from '../change/events/event.ts'
import { readItemRef } from '../change/items/place.ts'
import type { ItemName, RunbookNames } from '../runbook/runbook-names.ts'
import { withoutMarks } from '../text/visible.ts'
import { percent } from '../traffic/percent.ts'
import type { ToldEvent } from './told-event.ts'

/**
 * One plain sentence for what happened: the same words in the log, the live view, a simulation, a page and a webhook.
 */
export function sentenceFor(event: ToldEvent, runbook: RunbookNames): string {
  return withoutMarks(definitionOf(event).sentence(event, toldBy(nameOf(event.by), runbook)))
}

function toldBy(by: string, runbook: RunbookNames): Told {
  return {
    by,
    runbook,
    title: (step) => runbook.steps.find(({ id }) => id === step)?.title ?? step,
    backStep: (id) => runbook.wayDown?.steps.find((step) => step.id === id)?.title ?? id,
    item: (id) => runbook.accept.find((accept) => accept.id === id)?.title ?? id,
    line: (ref) => lineOf(ref, runbook) ?? ref,
    weight: (step, stage) => {
      const found = runbook.steps.find(({ id }) => id === step)
      return percent(found?.kind === 'rollout' ? (found.stages[stage]?.weight ?? 0) : 0)
    },
  }
}

function lineOf(ref: string, { steps }: RunbookNames): string | null {
  const place = readItemRef(ref)
  const step = steps.find(({ id }) => id === place?.step)
  if (place === null || step === undefined) return null
  const named = (all: readonly ItemName[]) => all.find(({ id }) => id === place.item)?.title ?? null
  switch (step.kind) {
    case 'checklist':
      return named(step.items)
    case 'bake':
      return named(step.checklist ?? [])
    case 'rollout': {
      const stage = step.stages[place.stage ?? 0]
      const title = named(stage?.checklist ?? [])
      return title === null ? null : `${title} (at ${percent(stage?.weight ?? 0)})`
    }
    case 'effect':
    case 'adopt':
    case 'capture':
    case 'approve':
    case 'mode':
      return null
  }
}
