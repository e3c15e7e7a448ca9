import { nameOf } from '../../access/actor.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { KeptBy } from '../events/event.ts'
import { freshItems } from '../items/fresh-items.ts'
import { itemsOf, type ListPlace, readItemRef } from '../items/place.ts'
import type { Run, StepProgress } from '../state/change.ts'
import type { ItemProgress, Items } from '../state/items.ts'

type People = KeptBy<'people'>

/** What an event of people, or of the evidence beside them, means for the run. */
export function evolvePeople(run: Run, runbook: Pick<Runbook, 'steps'>, event: People): Run {
  const { at } = event
  switch (event.type) {
    case 'checklist-opened':
      return opened(run, runbook, event)
    case 'checklist-late':
      return told(run, event.step)
    case 'item-started': {
      const { attempt } = event
      return withItem(run, event.item, (before) => ({
        status: 'running',
        attempt,
        since: at,
        last: before?.status === 'failed' ? before.evidence : null,
      }))
    }
    case 'item-passed': {
      const by = event.by.kind === 'person' ? { by: nameOf(event.by) } : {}
      return withItem(run, event.item, () => ({ status: 'passed', at, evidence: event.evidence, ...by }))
    }
    case 'item-failed': {
      const { attempt, evidence, askAt } = event
      return withItem(run, event.item, () => ({ status: 'failed', at, attempt, evidence, askAt }))
    }
    case 'item-ticked': {
      const { note, attachment } = event
      return withItem(run, event.item, () => ({
        status: 'passed',
        at,
        evidence: `ticked by ${nameOf(event.by)}`,
        by: nameOf(event.by),
        ...(note === undefined ? {} : { note }),
        ...(attachment === undefined ? {} : { attachment }),
      }))
    }
    case 'item-unticked':
      return withItem(run, event.item, () => ({ status: 'open' }))
    case 'item-not-ready': {
      const { because, by } = event
      return withItem(run, event.item, () => ({ status: 'not-ready', because, by: nameOf(by), at }))
    }
    case 'approver-named': {
      const { step, approver, seat } = event
      const promotion = { approver, step, askedAt: null, word: null, ...(seat === undefined ? {} : { seat }) }
      return { ...run, promotion }
    }
    case 'approver-released': {
      const { promotion: _, ...rest } = run
      return rest
    }
    case 'decision-asked':
      if (run.promotion?.step === event.step) return { ...run, promotion: { ...run.promotion, askedAt: at } }
      return withStep(run, event.step, {
        status: 'deciding',
        attempt: event.attempt,
        since: at,
        decisions: [],
      })
    case 'decided': {
      const { lead, as, because, by } = event
      if (run.promotion?.step === event.step)
        return { ...run, promotion: { ...run.promotion, word: { by: nameOf(by), lead, as, at, because } } }
      const progress = run.steps[event.step]
      if (progress?.status !== 'deciding') throw new Error(`nothing is decided in ${event.step}`)
      const decisions = [...progress.decisions, { by: nameOf(by), lead, as, at, because }]
      return withStep(run, event.step, { ...progress, decisions })
    }
  }
}

function opened(
  run: Run,
  runbook: Pick<Runbook, 'steps'>,
  { step, stage: of, at, by, override }: Extract<People, { type: 'checklist-opened' }>,
): Run {
  const stage = of ?? null
  const items = freshItems(itemsOf(runbook, { step, stage }))
  const progress = run.steps[step]
  if (progress?.status === 'baking') return withStep(run, step, { ...progress, asked: { at, items } })
  if (stage === null) return withStep(run, step, { status: 'ticking', since: at, items })
  if (progress?.status !== 'rolling') throw new Error(`${step} has no stage whose checklist could be asked`)
  const hurried = by.kind === 'person' ? { by, override: override ?? null } : null
  return withStep(run, step, {
    ...progress,
    rollout: { ...progress.rollout, asked: { at, items, hurried } },
  })
}

function told(run: Run, step: string): Run {
  const progress = run.steps[step]
  if (progress?.status === 'ticking') return withStep(run, step, { ...progress, late: true })
  if (progress?.status === 'baking' && progress.asked !== undefined)
    return withStep(run, step, { ...progress, asked: { ...progress.asked, late: true } })
  if (progress?.status !== 'rolling' || progress.rollout.asked === undefined)
    throw new Error(`${step} has no checklist that could be late`)
  const asked = { ...progress.rollout.asked, late: true as const }
  return withStep(run, step, { ...progress, rollout: { ...progress.rollout, asked } })
}

/** A person who resumes a change asks anew: who was not ready is asked again, and so is evidence that failed. */
export function askAgain(items: Items, at: Instant): Items {
  return mapItems(items, (item) => {
    if (item.status === 'not-ready') return { status: 'open' }
    return item.status === 'failed' && item.askAt !== null ? { ...item, askAt: at } : item
  })
}

function mapItems(items: Items, change: (item: ItemProgress) => ItemProgress): Items {
  return Object.fromEntries(Object.entries(items).map(([id, item]) => [id, change(item)]))
}

function withItem(run: Run, ref: string, change: (before: ItemProgress | undefined) => ItemProgress): Run {
  const place = readItemRef(ref)
  if (place === null) throw new Error(`${ref} is no address of an item`)
  const changed = (items: Items = {}): Items => ({ ...items, [place.item]: change(items[place.item]) })
  const progress = run.steps[place.step]
  return withStep(
    run,
    place.step,
    place.stage === null ? inStep(progress, changed) : inStage(progress, place, changed),
  )
}

type Changed = (items: Items | undefined) => Items

function inStep(progress: StepProgress | undefined, changed: Changed): StepProgress {
  if (progress?.status === 'ticking' || progress?.status === 'done')
    return { ...progress, items: changed(progress.items) }
  if (progress?.status === 'baking' && progress.asked !== undefined)
    return { ...progress, asked: { ...progress.asked, items: changed(progress.asked.items) } }
  throw new Error('its checklist was not asked')
}

function inStage(progress: StepProgress | undefined, { stage }: ListPlace, changed: Changed): StepProgress {
  if ((progress?.status !== 'rolling' && progress?.status !== 'done') || progress.rollout === undefined)
    throw new Error('its rollout has not begun')
  const { rollout } = progress
  const { asked, passed } = rollout
  if (asked !== undefined && rollout.stage === stage)
    return { ...progress, rollout: { ...rollout, asked: { ...asked, items: changed(asked.items) } } }
  const then = passed.map((each) => (each.stage === stage ? { ...each, items: changed(each.items) } : each))
  return { ...progress, rollout: { ...rollout, passed: then } }
}

function withStep(run: Run, id: string, step: StepProgress): Run {
  return { ...run, steps: { ...run.steps, [id]: step } }
}
