import { nameOf } from '../../core/access/actor.ts'
import { type Change, heldByEngine, isTerminal, runOf } from '../../core/change/state/change.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { Seen } from '../progress/seen.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import { checklistConcerns } from './checklist-concerns.ts'
import { type Concern, WHOLE } from './concern.ts'
import { lockConcerns, obstacleConcerns } from './lock-concerns.ts'
import { list } from './next.ts'
import { trafficConcerns } from './traffic-concerns.ts'

/** The worst first. */
export function concernsOf(seen: Seen, rollouts: readonly RolloutView[]): readonly Concern[] {
  const { change } = seen
  return [
    ...stuck(seen),
    ...rollbackConcerns(change),
    ...doubts(change),
    ...silences(rollouts),
    ...state(seen),
    ...lockConcerns(seen),
    ...checklistConcerns(seen),
    ...trafficConcerns(seen),
  ]
}

function stuck({ stuck, change }: Seen): readonly Concern[] {
  if (stuck === null) return []
  return [
    {
      concern: 'stuck',
      sentence: `${stuck.errors} turns in a row went wrong: ${stuck.because}`,
      since: instant(stuck.since),
      remedy: "See the server's log. The traffic can be closed all the same",
      lines: [`cutwater kill ${change.id}`],
      ...WHOLE,
    },
  ]
}

function doubts(change: Change): readonly Concern[] {
  const run = runOf(change)
  if (run === null || isTerminal(change) || change.status === 'rolling-back') return []
  return change.runbook.steps.flatMap(({ id, title }): Concern[] => {
    const progress = run.steps[id]
    const toSettle = {
      lines: [`cutwater settle ${change.id} ${id} --as done|failed|repeat --because "..."`],
      item: id,
      target: null,
    }
    if (progress?.status === 'in-doubt')
      return [
        {
          concern: 'in-doubt',
          sentence: `${title}: ${progress.reason}`,
          since: instant(progress.since),
          remedy: 'Find out what became of it, then settle it',
          ...toSettle,
        },
      ]
    if (progress?.status === 'failed' && !progress.goOn)
      return [
        {
          concern: 'failed',
          sentence: `${title} failed: ${progress.reason}`,
          since: instant(progress.at),
          remedy: 'Resume tries it again; or settle it',
          ...toSettle,
        },
      ]
    return []
  })
}

/** One concern for each rule, not for each target: the cause is mostly one. */
function silences(rollouts: readonly RolloutView[]): readonly Concern[] {
  return rollouts.flatMap(({ rules }) =>
    rules.flatMap(({ signal, kind, targets }): Concern[] => {
      const silent = targets.filter(({ silentSince }) => silentSince !== null)
      if (silent.length === 0) return []
      const since = silent.reduce<Shown | null>(
        (first, { silentSince }) =>
          first === null || (silentSince !== null && silentSince < first) ? silentSince : first,
        null,
      )
      const sentence = `No data for ${kind} ${signal} on ${list(silent.map(({ target }) => target))}`
      return [
        {
          concern: 'no-data',
          sentence,
          since,
          remedy: 'Bring its metrics back; the weight is held meanwhile.',
          lines: [],
          ...WHOLE,
        },
      ]
    }),
  )
}

function state(seen: Seen): readonly Concern[] {
  const { change } = seen
  const { id } = change
  switch (change.status) {
    case 'paused':
      return [
        {
          concern: 'paused',
          sentence: `Paused by ${nameOf(change.hold.by)}: ${change.hold.because}`,
          since: instant(change.hold.since),
          remedy: '',
          lines: [`cutwater resume ${id}`, `cutwater abort ${id}`],
          ...WHOLE,
        },
        ...overrun(change),
      ]
    case 'running':
      return overrun(change)
    case 'scheduled': {
      const held: readonly Concern[] =
        change.blocked === null || heldByEngine(change)
          ? []
          : [
              {
                concern: 'blocked',
                sentence: `Held back by ${nameOf(change.blocked.by)}: ${change.blocked.because}`,
                since: instant(change.blocked.since),
                remedy: 'A resume lets it open',
                lines: [`cutwater resume ${id}`],
                ...WHOLE,
              },
            ]
      const waits: readonly Concern[] =
        change.waitsFor.length === 0
          ? []
          : [
              {
                concern: 'waiting',
                sentence: `Its targets are held by ${list(change.waitsFor)}`,
                since: null,
                remedy: '',
                lines: [],
                ...WHOLE,
              },
            ]
      return [...held, ...obstacleConcerns(seen), ...waits]
    }
    case 'failed':
      return [
        {
          concern: 'failed',
          sentence: `Not undone: ${list(change.notUndone)}`,
          since: instant(change.endedAt),
          remedy: 'See to it by hand; what each step did is in its output.',
          lines: [],
          ...WHOLE,
        },
      ]
    case 'draft':
    case 'requested':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

function overrun(change: Extract<Change, { run: unknown }>): readonly Concern[] {
  const at = change.run.overrunAt
  // Once every step is behind, nothing waits for the window any more.
  if (at === null || change.run.windowClosedAt !== null) return []
  return [
    {
      concern: 'overrun',
      sentence: 'The window is over and the change still runs',
      since: instant(at),
      remedy: 'Extend the window, or abort',
      lines: [`cutwater extend ${change.id} 15m --because "..."`, `cutwater abort ${change.id}`],
      ...WHOLE,
    },
  ]
}

function rollbackConcerns(change: Change): readonly Concern[] {
  if (change.status !== 'rolling-back') return []
  const { back, runbook } = change
  const open: readonly Concern[] =
    back.traffic.traffic === 'closing' && back.traffic.warned
      ? [
          {
            concern: 'not-closed',
            sentence: `A proxy of ${list(runbook.targets)} has not acknowledged that it closed`,
            since: instant(back.traffic.since),
            remedy: 'See whether the proxy runs; it can be asked without the server',
            lines: runbook.targets.map((target) => `cutwater kill ${runbook.environment}/${target} --direct`),
            ...WHOLE,
          },
        ]
      : []
  const failed = Object.entries(back.undo).flatMap(([step, undo]): Concern[] =>
    undo.status === 'failed'
      ? [
          {
            concern: 'failed',
            sentence: `The undo of ${step} failed: ${undo.reason}`,
            since: maybe(undo.at),
            remedy: 'See to it by hand; the rollback goes on.',
            lines: [],
            item: step,
            target: null,
          },
        ]
      : [],
  )
  return [...open, ...failed]
}
