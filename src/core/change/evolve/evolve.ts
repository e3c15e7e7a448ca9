import { nameOf } from '../../access/actor.ts'
import { type ChangeEvent, definitionOf, isKeptBy, type KeptBy } from '../events/event.ts'
import { announcedBy } from '../events/event-name.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Change, Known, Prepared, Run } from '../state/change.ts'
import { runOf } from '../state/change.ts'
import { draftFrom } from './draft.ts'
import { evolveBeside } from './evolve-beside.ts'
import { followGuards } from './evolve-guards.ts'
import { evolvePeople } from './evolve-people.ts'
import { followProbes } from './evolve-probes.ts'
import { followRecent } from './evolve-recent.ts'
import { evolveRollback, openRollback, undoPreparation } from './evolve-rollback.ts'
import {
  answerConsiderations,
  evolveRolloutOf,
  evolveRun,
  freshRun,
  pauseRun,
  resumeRun,
  watchOn,
} from './evolve-run.ts'

/** Replaying a change's journal stream gives its state; the state kept beside it is only a shortcut. */
export function replay(events: readonly ChangeEvent[]): Change {
  const [first, ...rest] = events
  if (first === undefined) throw new Error('a change without a single event cannot be replayed')
  return rest.reduce(evolve, draftFrom(first))
}

export function evolve(change: Change, event: ChangeEvent): Change {
  const stepped = step(change, event)
  // A record beside the change says nothing of its run.
  const next = isKeptBy(event, 'beside') ? stepped : announce(watch(stepped, event), event)
  return definitionOf(event).turns ? { ...next, revision: change.revision + 1 } : next
}

function step(change: Change, event: ChangeEvent): Change {
  if (isKeptBy(event, 'change')) return evolveChange(change, event)
  if (isKeptBy(event, 'rollback')) {
    const rolling = must(change, 'rolling-back')
    return { ...rolling, back: evolveRollback(rolling.back, event) }
  }
  if (isKeptBy(event, 'beside')) {
    const over = must(change, 'succeeded', 'rolled-back', 'failed')
    return { ...over, beside: evolveBeside(over.beside ?? {}, event) }
  }
  // What is left to a person may be settled for a while after success.
  const running = must(change, 'preparing', 'running', 'paused', 'rolling-back', 'succeeded')
  if (isKeptBy(event, 'guards')) return running
  return { ...running, run: evolveRunOf(running, event) }
}

function evolveRunOf(
  { run, runbook }: Known & { readonly run: Run },
  event: KeptBy<'run' | 'rollout' | 'people'>,
): Run {
  if (isKeptBy(event, 'rollout')) return evolveRolloutOf(run, event)
  return isKeptBy(event, 'people') ? evolvePeople(run, runbook, event) : evolveRun(run, event)
}

function evolveChange(change: Change, event: KeptBy<'change'>): Change {
  const { at, by } = event
  const { id, runbook, requester, requestedAt, revision } = change
  const known: Known = {
    ...{ id, runbook, requester, ...writersOf(change, event), requestedAt, revision },
    ...(change.validations === undefined ? {} : { validations: change.validations }),
  }
  switch (event.type) {
    case 'drafted':
      throw new Error(`${change.id} was drafted before`)
    case 'requested':
      must(change, 'draft')
      return { ...known, status: 'requested', needed: event.needed, approvedBy: [], blocked: null }
    case 'edited': {
      if (change.status === 'draft') return { ...change, ...known, runbook: event.runbook }
      // Only its window was extended: what has begun goes on, and what was approved has changed.
      if (change.status === 'preparing') return { ...change, runbook: event.runbook, approvedBy: [] }
      const { needed, blocked } = must(change, 'requested', 'scheduled')
      return { ...known, runbook: event.runbook, status: 'requested', needed, approvedBy: [], blocked }
    }
    case 'approved': {
      const requested = must(change, 'requested', 'preparing')
      return { ...requested, approvedBy: [...requested.approvedBy, event.name] }
    }
    case 'rejected':
      must(change, 'requested')
      return { ...known, status: 'draft', rejected: event.because }
    case 'approval-withdrawn': {
      if (change.status === 'preparing')
        return { ...change, needed: Math.max(1, change.needed), approvedBy: [] }
      const { needed, blocked } = must(change, 'scheduled')
      return { ...known, status: 'requested', needed, approvedBy: [], blocked }
    }
    case 'scheduled': {
      const { needed, approvedBy, blocked } = must(change, 'requested')
      return { ...known, status: 'scheduled', needed, approvedBy, blocked, waitsFor: [] }
    }
    case 'opening-blocked':
      return {
        ...must(change, 'scheduled', 'preparing'),
        blocked: { by, since: at, because: event.because },
      }
    case 'opening-unblocked': {
      const held = must(change, 'scheduled', 'preparing')
      return held.status === 'preparing'
        ? { ...held, blocked: null, run: resumeRun(held.run, at) }
        : { ...held, blocked: null }
    }
    case 'waiting-for-targets':
    case 'superseding':
      return { ...must(change, 'scheduled', 'preparing'), waitsFor: event.heldBy }
    case 'cancelled':
      must(change, 'draft', 'requested', 'scheduled', 'preparing', 'running', 'paused', 'rolling-back')
      return {
        ...known,
        status: 'cancelled',
        because: event.because,
        endedAt: at,
        ...prepared(change),
      }
    case 'expired':
      must(change, 'requested')
      return { ...known, status: 'expired', endedAt: at }
    case 'missed':
      must(change, 'scheduled', 'preparing', 'rolling-back')
      return { ...known, status: 'missed', endedAt: at, ...prepared(change) }
    case 'leads-named':
      return change
    case 'preparation-started': {
      const { needed, approvedBy, blocked } = must(change, 'scheduled')
      const run = freshRun(runbook, at, null)
      return { ...known, status: 'preparing', run, needed, approvedBy, blocked, waitsFor: [] }
    }
    case 'preparation-undoing': {
      const { run } = must(change, 'preparing')
      return { ...known, status: 'rolling-back', run, back: undoPreparation(event) }
    }
    case 'window-opened': {
      if (change.status === 'preparing')
        return { ...known, status: 'running', run: { ...change.run, opensAt: at, endsAt: event.endsAt } }
      must(change, 'scheduled')
      return { ...known, status: 'running', run: freshRun(runbook, at, event.endsAt) }
    }
    case 'paused': {
      const { run } = must(change, 'running')
      const hold = { by, since: at, because: event.because }
      return { ...known, status: 'paused', run: pauseRun(run, at), hold }
    }
    case 'resumed':
      return { ...known, status: 'running', run: resumeRun(must(change, 'paused').run, at) }
    case 'rollback-started': {
      const { run } = must(change, 'running', 'paused')
      return {
        ...known,
        status: 'rolling-back',
        run: answerConsiderations(event.gradual ? watchOn(pauseRun(run, at), at) : pauseRun(run, at), {
          as: 'rolled-back',
          by: nameOf(by),
          at,
          because: wordsOf(event.cause),
        }),
        back: openRollback(run, runbook, event),
      }
    }
    case 'latched-afterwards':
      return change
    case 'validated': {
      const { outcome, suites, canary, report } = event
      const seen = { at, by: nameOf(by), outcome, suites, canary }
      const one = report === undefined ? seen : { ...seen, report }
      return { ...change, validations: [...(change.validations ?? []), one] }
    }
    case 'succeeded':
      return { ...known, status: 'succeeded', run: must(change, 'running').run, endedAt: at }
    case 'rolled-back': {
      const { run, back } = must(change, 'rolling-back')
      return { ...known, status: 'rolled-back', run, back, endedAt: at }
    }
    case 'failed': {
      const { run, back } = must(change, 'rolling-back')
      return { ...known, status: 'failed', run, back, notUndone: event.notUndone, endedAt: at }
    }
  }
}

/** What a change that ended before T had prepared, and how that was undone. */
function prepared(change: Change): Prepared {
  return change.status === 'rolling-back' && change.back.traffic.traffic === 'untouched'
    ? { run: change.run, back: change.back }
    : {}
}

/** An edit makes its author, and who wrote what it brings, writers as well; a longer window is nobody's text. */
function writersOf({ writers = [], requester }: Known, event: KeptBy<'change'>): Pick<Known, 'writers'> {
  const isWritten = event.type === 'edited' && event.because === undefined
  const fresh = !isWritten
    ? []
    : [
        ...(event.by.kind === 'person' ? [event.by.name] : []),
        ...(event.writer === undefined ? [] : [event.writer]),
      ]
  const all = [...new Set([...writers, ...fresh])].filter((name) => name !== nameOf(requester))
  return all.length === 0 ? {} : { writers: all }
}

function must<S extends Change['status']>(change: Change, ...statuses: S[]): Extract<Change, { status: S }> {
  if ((statuses as string[]).includes(change.status)) return change as Extract<Change, { status: S }>
  throw new Error(`${change.id} is ${change.status}; this event needs ${statuses.join(' or ')}`)
}

/** The guards of the plan, `recent` and probes follow what any event says of what there is to watch. */
function watch(change: Change, event: ChangeEvent): Change {
  const run = runOf(change)
  if (run === null) return change
  const { runbook } = change
  const followed = followProbes(
    followRecent(followGuards(run, runbook, event), runbook, event),
    runbook,
    event,
  )
  return followed === run ? change : ({ ...change, run: followed } as Change)
}

function announce(change: Change, event: ChangeEvent): Change {
  const run = runOf(change)
  const name = announcedBy(event)
  if (run === null || run.announced.includes(name)) return change
  const announced: Run = { ...run, announced: [...run.announced, name] }
  return { ...change, run: announced } as Change
}
