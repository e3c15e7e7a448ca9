import { answerableFor } from '../../core/change/items/answerable.ts'
import {
  isOpen,
  itemRef,
  itemsOf,
  type ListPlace,
  listRef,
  listsOf,
  progressIn,
} from '../../core/change/items/place.ts'
import { ruleHolds } from '../../core/change/items/rule-item.ts'
import {
  type Attachment,
  type Change,
  type ItemProgress,
  isTerminal,
  isUnderway,
  type Run,
  runOf,
} from '../../core/change/state/change.ts'
import type { Item, ItemCheck } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Instant } from '../../core/time/instant.ts'
import { percent } from '../../core/traffic/percent.ts'
import type { Seen } from '../progress/seen.ts'
import { type EffectOutput, outputsOf } from '../progress/step-view.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** The checklist of a step, of a stage after its hold, or of a bake at its end. */
export type ChecklistView = {
  /** `STEP`, in a stage `STEP@STAGE`, where the first stage is 1. */
  readonly ref: string
  readonly step: string
  readonly title: string
  /** `open`: it decides whether the change goes on. `left`: the change went another way. */
  readonly state: 'to-come' | 'open' | 'done' | 'left'
  readonly since: Shown | null
  readonly passed: number
  readonly items: readonly ItemView[]
}

export type ItemView = {
  /** As commands name it: `STEP/ITEM`. */
  readonly ref: string
  readonly title: string
  readonly check: ItemCheck['check']
  /** It blocks until it has passed. */
  readonly required: boolean
  readonly status: ItemProgress['status'] | 'to-come'
  /** Of a person's item: who ticks it, in the plan's words; and the one person, when the request named one. */
  readonly who: string | null
  readonly person: string | null
  /** A file has to come with the tick. */
  readonly attach: boolean
  readonly at: Shown | null
  /** What was seen last, or why a person is not ready. */
  readonly evidence: string | null
  readonly by: string | null
  readonly note: string | null
  readonly attachment: Attachment | null
  /** When evidence that failed is asked again. */
  readonly askAt: Shown | null
  readonly outputs: readonly EffectOutput[]
}

export function viewChecklists(seen: Seen): readonly ChecklistView[] {
  const { change } = seen
  const run = runOf(change)
  return listsOf(change.runbook).map((place) => {
    const items = run === null ? null : progressIn(run, place)
    return {
      ref: listRef(place),
      step: place.step,
      title: withoutMarks(titleOf(place, change)),
      state: stateOf(place, change, run),
      since: maybe(sinceOf(place, run)),
      passed: Object.values(items ?? {}).filter(({ status }) => status === 'passed').length,
      items: itemsOf(change.runbook, place).map((item) =>
        viewItem(item, items?.[item.id] ?? null, place, seen),
      ),
    }
  })
}

function titleOf({ step: id, stage }: ListPlace, { runbook }: Change): string {
  const step = runbook.steps.find((each) => each.id === id)
  if (step === undefined || stage === null || step.kind !== 'rollout') return step?.title ?? id
  return `${step.title} at ${percent(step.stages[stage]?.weight ?? 0)}`
}

function stateOf(place: ListPlace, change: Change, run: Run | null): ChecklistView['state'] {
  if (run === null) return isTerminal(change) ? 'left' : 'to-come'
  if (isOpen(run, place)) return isUnderway(change) ? 'open' : 'left'
  if (progressIn(run, place) !== null) return 'done'
  return isUnderway(change) ? 'to-come' : 'left'
}

function sinceOf({ step, stage }: ListPlace, run: Run | null): Instant | null {
  const progress = run?.steps[step]
  if (stage === null) {
    if (progress?.status === 'baking') return progress.asked?.at ?? null
    return progress?.status === 'ticking' ? progress.since : null
  }
  if (progress?.status !== 'rolling' || progress.rollout.stage !== stage) return null
  return progress.rollout.asked?.at ?? null
}

function viewItem(item: Item, progress: ItemProgress | null, place: ListPlace, seen: Seen): ItemView {
  const { check } = item
  const ref = itemRef({ ...place, item: item.id })
  const isPerson = check.check === 'person'
  const { who, person } = answerableFor(item, seen.change.runbook)
  return {
    ref,
    title: withoutMarks(item.title),
    check: check.check,
    required: item.required !== false,
    status: progress?.status ?? 'to-come',
    who: isPerson ? withoutMarks(who) : null,
    person: isPerson ? person : null,
    attach: isPerson && check.attach === true,
    ...detailOf(progress),
    ...ofRule(item, progress, place, seen),
    outputs: check.check === 'act' ? outputsOf(seen.effects, ref) : [],
  }
}

type Detail = Pick<ItemView, 'at' | 'evidence' | 'by' | 'note' | 'attachment' | 'askAt'>
const NOTHING: Detail = { at: null, evidence: null, by: null, note: null, attachment: null, askAt: null }

function detailOf(progress: ItemProgress | null): Detail {
  switch (progress?.status) {
    case undefined:
    case 'waiting':
    case 'open':
      return NOTHING
    case 'running':
      return { ...NOTHING, at: instant(progress.since), evidence: progress.last }
    case 'failed':
      return {
        ...NOTHING,
        at: instant(progress.at),
        evidence: progress.evidence,
        askAt: maybe(progress.askAt),
      }
    case 'not-ready':
      return { ...NOTHING, at: instant(progress.at), evidence: progress.because, by: progress.by }
    case 'passed':
      return {
        at: instant(progress.at),
        evidence: progress.by === undefined ? progress.evidence : null,
        by: progress.by ?? null,
        note: progress.note ?? null,
        attachment: progress.attachment ?? null,
        askAt: null,
      }
  }
}

/** The numbers of a rule as they are now, not as they were when it first did not hold. */
function ofRule(
  { check, id }: Item,
  progress: ItemProgress | null,
  place: ListPlace,
  { change, judged, takeover, now }: Seen,
): Partial<Detail> {
  const run = runOf(change)
  if (check.check !== 'rule' || run === null) return {}
  if (progress?.status !== 'waiting' && progress?.status !== 'failed') return {}
  const seen = { heldBy: [], traffic: {}, judged, heldFlags: [], answers: [], takeover }
  const ref = itemRef({ ...place, item: id })
  const found = ruleHolds(ref, check, sinceOf(place, run) ?? now, run, change.runbook, { now, seen })
  return found === null ? {} : { evidence: found.evidence }
}
