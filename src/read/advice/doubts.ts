import { verificationOf } from '../../core/change/beside/verification.ts'
import type { CommandBody } from '../../core/change/commands/command.ts'
import { isOpen as isAsked, itemRef, itemsOf, listsOf, progressIn } from '../../core/change/items/place.ts'
import { backItem } from '../../core/change/outside/observations.ts'
import type { Change, RollingBack, Run, UndoProgress } from '../../core/change/state/change.ts'
import { openItems } from '../../core/change/state/open-items.ts'
import type { Item, Runbook } from '../../core/runbook/runbook.ts'
import type { Instant } from '../../core/time/instant.ts'

export type Outcome = Extract<CommandBody, { command: 'settle' }>['as']

/** Something that waits for a person's word, or can be passed over by it. */
export type Doubt = {
  readonly of: 'step' | 'check' | 'undo' | 'back-step' | 'verification'
  /** As the command names it. */
  readonly item: string
  readonly title: string
  /** Those that would change something. */
  readonly outcomes: readonly Outcome[]
}

export function doubtsOf(change: Change, now: Instant): readonly Doubt[] {
  switch (change.status) {
    case 'preparing':
    case 'running':
    case 'paused':
      return [
        ...steps(change.run, change.runbook),
        ...evidence(change.run, change.runbook),
        ...checks(change.run, change.runbook),
      ]
    case 'rolling-back':
      return [...undoes(change), ...backSteps(change)]
    case 'rolled-back':
    case 'failed':
      return verification(change)
    case 'succeeded':
      return openItems(change, now).flatMap((line) => doubtsOfLine(line, change.run))
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

function undoes({ back, runbook }: RollingBack): readonly Doubt[] {
  return runbook.steps.flatMap((step): readonly Doubt[] => {
    const acts = step.kind === 'effect' && step.undo.undo === 'act'
    return acts && isUnderWay(back.undo[step.id]?.status)
      ? [{ of: 'undo', item: step.id, title: step.title, outcomes: ['skip'] }]
      : []
  })
}

function backSteps({ back, runbook }: RollingBack): readonly Doubt[] {
  const { steps } = back
  if (steps === undefined) return []
  return (runbook.wayDown?.steps ?? []).flatMap(({ id, title }): readonly Doubt[] =>
    isUnderWay(steps[id]?.status) ? [{ of: 'back-step', item: backItem(id), title, outcomes: ['skip'] }] : [],
  )
}

const isUnderWay = (status: UndoProgress['status'] | undefined): boolean =>
  status === 'waiting' || status === 'running' || status === 'retrying'

/** What it found, and nobody has seen to yet. */
function verification(change: Change): readonly Doubt[] {
  const record = verificationOf(change)
  if (record === null || record.status === 'watching' || record.status === 'passed') return []
  if (record.settled !== null) return []
  return [
    { of: 'verification', item: 'verification', title: 'what the verification found', outcomes: ['done'] },
  ]
}

function steps(run: Run, runbook: Runbook): readonly Doubt[] {
  return runbook.steps.flatMap(({ id, title, kind }): readonly Doubt[] => {
    // What its people did not approve is for nobody else to settle.
    if (kind === 'approve') return []
    const progress = run.steps[id]
    if (progress?.status === 'in-doubt' || progress?.status === 'checking')
      return [{ of: 'step', item: id, title, outcomes: ['done', 'failed', 'repeat'] }]
    if (progress?.status === 'failed' && !progress.goOn)
      return [{ of: 'step', item: id, title, outcomes: ['done', 'repeat'] }]
    return []
  })
}

/** Of a checklist in the run: a person's item is ticked, and neither a rule nor a gate passes by a word. */
function evidence(run: Run, runbook: Runbook): readonly Doubt[] {
  return listsOf(runbook).flatMap((place) => {
    const items = isAsked(run, place) ? progressIn(run, place) : null
    return itemsOf(runbook, place).flatMap(({ id, title, check, gate }): readonly Doubt[] =>
      items?.[id]?.status !== 'failed' || check.check === 'rule' || gate !== undefined
        ? []
        : [{ of: 'check', item: itemRef({ ...place, item: id }), title, outcomes: ['done'] }],
    )
  })
}

/** What a settle calls a check: where only the name is said, a step of the same name comes first. */
export const checkName = (id: string, run: Run): string => (id in run.steps ? `accept:${id}` : id)

function checks(run: Run, runbook: Runbook): readonly Doubt[] {
  return runbook.accept.flatMap((line) => doubtsOfLine(line, run))
}

function doubtsOfLine({ id, title, check }: Item, run: Run): readonly Doubt[] {
  const item = checkName(id, run)
  switch (run.accept[id]?.status) {
    case 'failed':
      return [{ of: 'check', item, title, outcomes: ['done'] }]
    case 'left-to-person':
      return [{ of: 'check', item, title, outcomes: ['done', 'failed'] }]
    // A person need not wait until the end: what is still left to one then keeps nothing back.
    case 'waiting':
      return check.check === 'person' ? [{ of: 'check', item, title, outcomes: ['done', 'failed'] }] : []
    case 'running':
    case 'passed':
    case undefined:
      return []
  }
}
