import { nameOf } from '../../core/access/actor.ts'
import { askedBy } from '../../core/change/commands/answer.ts'
import { answerableFor } from '../../core/change/items/answerable.ts'
import { isOpen, itemRef, itemsOf, listsOf, progressIn } from '../../core/change/items/place.ts'
import { withApprover } from '../../core/change/rollout/last-word.ts'
import type { Change, Paused, Underway } from '../../core/change/state/change.ts'
import { authorsOf, leadFor } from '../../core/change/steps/approve.ts'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Instant } from '../../core/time/instant.ts'
import { viewFollowUp } from '../follow-up/follow-up-view.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** Something that waits for a person's word. */
export type Mine = {
  readonly change: string
  /** Of the change. */
  readonly plan: string
  readonly environment: string
  /**
   * An approval before the change begins, an item of a checklist, a decision in the run, a guard that asks whether the
   * change goes on, or a task after its end.
   */
  readonly kind: 'approval' | 'item' | 'decision' | 'guard' | 'follow-up'
  /** As the command names it: `STEP/ITEM`, the step of a decision, the guard, or the task; null of an approval. */
  readonly ref: string | null
  readonly title: string
  /** A file has to come with the tick. */
  readonly attach: boolean
  /** The request names this very person; else anyone who may answer can. */
  readonly named: boolean
  readonly since: Shown | null
  /** Of a task that is owed: until when; null of anything else. */
  readonly dueAt: Shown | null
  readonly overdue: boolean
  /** Of a task whose evidence is looked for: what ends it without a word; null of anything else. */
  readonly doneOnceSeen: string | null
  /** This person has said that it is not ready, and why. */
  readonly notReady: string | null
}

/** What waits for this person in a change, in the plan's order. */
export function mineIn(change: Change, name: string): readonly Mine[] {
  switch (change.status) {
    case 'requested':
      return approvalOf(change, name)
    case 'preparing':
    case 'running':
      return runningFor(change, name)
    case 'paused':
      return [...guardFor(change, name), ...runningFor(change, name)]
    case 'draft':
    case 'scheduled':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

const runningFor = (change: Underway, name: string): readonly Mine[] => [
  ...itemsFor(change, name),
  ...decisionsFor(change, name),
  ...adoptionFor(change, name),
]

const of = ({ id, runbook }: Change) => ({
  change: id,
  plan: withoutMarks(runbook.title),
  environment: runbook.environment,
})

const NOT_DUE = { dueAt: null, overdue: false, doneOnceSeen: null } as const

function approvalOf(change: Extract<Change, { status: 'requested' }>, name: string): readonly Mine[] {
  if (name === nameOf(change.requester) || change.approvedBy.includes(name)) return []
  return [
    {
      ...of(change),
      kind: 'approval',
      ref: null,
      title: 'Approve it before it begins',
      attach: false,
      named: false,
      since: instant(change.requestedAt),
      notReady: null,
      ...NOT_DUE,
    },
  ]
}

function itemsFor(change: Underway, name: string): readonly Mine[] {
  const { run, runbook } = change
  return listsOf(runbook).flatMap((place) => {
    const items = isOpen(run, place) ? progressIn(run, place) : null
    if (items === null) return []
    const progress = run.steps[place.step]
    const since =
      progress?.status === 'ticking'
        ? progress.since
        : progress?.status === 'rolling'
          ? progress.rollout.asked?.at
          : undefined
    return itemsOf(runbook, place).flatMap((item): Mine[] => {
      const said = items[item.id]
      const { person } = answerableFor(item, runbook)
      const waits = said?.status === 'open' || said?.status === 'not-ready'
      if (item.check.check !== 'person' || !waits || (person !== null && person !== name)) return []
      return [
        {
          ...of(change),
          kind: 'item',
          ref: itemRef({ ...place, item: item.id }),
          title: withoutMarks(item.title),
          attach: item.check.attach === true,
          named: person !== null,
          since: since === undefined ? null : instant(since),
          notReady: said.status === 'not-ready' ? said.because : null,
          ...NOT_DUE,
        },
      ]
    })
  })
}

function decisionsFor(change: Underway, name: string): readonly Mine[] {
  if (authorsOf(change).includes(name)) return []
  return change.runbook.steps.flatMap((step): Mine[] => {
    const progress = change.run.steps[step.id]
    if (step.kind !== 'approve' || progress?.status !== 'deciding') return []
    const people = withApprover(step, change.runbook, change.run)
    const lead = leadFor({ kind: 'person', name }, step, people, progress)
    if (lead === null || progress.decisions.some(({ by }) => by === name)) return []
    return [
      {
        ...of(change),
        kind: 'decision',
        ref: step.id,
        title: withoutMarks(step.title),
        attach: false,
        named: people.leads?.[lead]?.person === name,
        since: instant(progress.since),
        notReady: null,
        ...NOT_DUE,
      },
    ]
  })
}

/** The adoption waits for this very person. */
function adoptionFor(change: Underway, name: string): readonly Mine[] {
  const { promotion } = change.run
  if (promotion === undefined || promotion.approver !== name || promotion.word !== null) return []
  if (promotion.askedAt === null) return []
  const title = change.runbook.steps.find(({ id }) => id === promotion.step)?.title ?? promotion.step
  return [
    {
      ...of(change),
      kind: 'decision',
      ref: promotion.step,
      title: withoutMarks(title),
      attach: false,
      named: true,
      since: instant(promotion.askedAt),
      notReady: null,
      ...NOT_DUE,
    },
  ]
}

function guardFor(change: Paused, name: string): readonly Mine[] {
  const asked = change.run.guards?.asked ?? null
  if (asked === null) return []
  const people = askedBy(change)
  const named = people.includes(name)
  if (people.length > 0 && !named) return []
  return [
    {
      ...of(change),
      kind: 'guard',
      ref: asked.rule,
      title: `Say whether it goes on: guard ${asked.rule} tripped on ${asked.target}`,
      attach: false,
      named,
      since: instant(asked.since),
      notReady: null,
      ...NOT_DUE,
    },
  ]
}

/** A task that this very person owes after the end of a change. */
export function mineOwed(task: OwedTask, now: Instant): Mine {
  const view = viewFollowUp(task, now)
  const { change, of, environment, task: ref, title, since, dueAt, state, evidence } = view
  return {
    change,
    plan: of,
    environment,
    kind: 'follow-up',
    ref,
    title,
    attach: false,
    named: true,
    since,
    notReady: null,
    dueAt,
    overdue: state === 'overdue',
    doneOnceSeen: evidence === null || evidence.nextAt === null ? null : evidence.looksFor,
  }
}
