import { nameOf } from '../core/change/actor.ts'
import { type Change, isTerminal, runOf } from '../core/change/change.ts'
import { percent } from '../core/notice/sentence.ts'
import { instant, maybe, type Shown } from './instant.ts'
import { list } from './next.ts'
import type { RolloutView } from './rollout-view.ts'
import type { Seen } from './seen.ts'
import { type TargetView, targetOf, viewTarget } from './target-view.ts'

/** Something a person should know of or see to, and how. */
export type Concern = {
  readonly concern:
    | 'stuck'
    | 'in-doubt'
    | 'no-data'
    | 'overrun'
    | 'paused'
    | 'blocked'
    | 'waiting'
    | 'failed'
    | 'not-closed'
    | 'strayed'
    | 'unreachable'
    | 'latched'
    | 'person'
  readonly sentence: string
  readonly since: Shown | null
  /** What to do about it; empty when there is only waiting. */
  readonly remedy: string
}

/** The worst first. */
export function concernsOf(seen: Seen, rollouts: readonly RolloutView[]): readonly Concern[] {
  const { change } = seen
  return [
    ...stuck(seen),
    ...wayBackConcerns(change),
    ...doubts(change),
    ...silences(rollouts),
    ...state(change),
    ...checks(change),
    ...traffic(seen),
  ]
}

function stuck({ stuck, change }: Seen): readonly Concern[] {
  if (stuck === null) return []
  const remedy = `See the server's log. Closing the traffic does not need it: cutwater kill ${change.id}.`
  return [
    {
      concern: 'stuck',
      sentence: `${stuck.errors} turns in a row went wrong: ${stuck.because}`,
      since: instant(stuck.since),
      remedy,
    },
  ]
}

function doubts(change: Change): readonly Concern[] {
  const run = runOf(change)
  if (run === null || isTerminal(change) || change.status === 'rolling-back') return []
  return change.runbook.steps.flatMap(({ id, title }): Concern[] => {
    const progress = run.steps[id]
    const settle = `cutwater settle ${change.id} ${id} --as done|failed|repeat --because "..."`
    if (progress?.status === 'in-doubt')
      return [
        {
          concern: 'in-doubt',
          sentence: `${title}: ${progress.reason}`,
          since: instant(progress.since),
          remedy: `Find out what became of it, then: ${settle}`,
        },
      ]
    if (progress?.status === 'failed' && !progress.goOn)
      return [
        {
          concern: 'failed',
          sentence: `${title} failed: ${progress.reason}`,
          since: instant(progress.at),
          remedy: `Resume tries it again; or ${settle}`,
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
        },
      ]
    }),
  )
}

function state(change: Change): readonly Concern[] {
  const { id } = change
  switch (change.status) {
    case 'paused':
      return [
        {
          concern: 'paused',
          sentence: `Paused by ${nameOf(change.hold.by)}: ${change.hold.because}`,
          since: instant(change.hold.since),
          remedy: `cutwater resume ${id}, or cutwater abort ${id}`,
        },
        ...overrun(change),
      ]
    case 'running':
      return overrun(change)
    case 'scheduled': {
      const held: readonly Concern[] =
        change.blocked === null
          ? []
          : [
              {
                concern: 'blocked',
                sentence: `Held back by ${nameOf(change.blocked.by)}: ${change.blocked.because}`,
                since: instant(change.blocked.since),
                remedy: `cutwater resume ${id}`,
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
              },
            ]
      return [...held, ...waits]
    }
    case 'failed':
      return [
        {
          concern: 'failed',
          sentence: `Not undone: ${list(change.notUndone)}`,
          since: instant(change.endedAt),
          remedy: 'See to it by hand; what each step did is in its output.',
        },
      ]
    default:
      return []
  }
}

function overrun(change: Extract<Change, { run: unknown }>): readonly Concern[] {
  const at = change.run.overrunAt
  if (at === null) return []
  return [
    {
      concern: 'overrun',
      sentence: 'The window is over and the change still runs',
      since: instant(at),
      remedy: `cutwater extend ${change.id} 15m --because "...", or cutwater abort ${change.id}`,
    },
  ]
}

function checks(change: Change): readonly Concern[] {
  const run = runOf(change)
  if (run === null || change.status === 'rolled-back' || change.status === 'failed') return []
  return change.runbook.accept.flatMap(({ id, title }): Concern[] => {
    const item = run.accept[id]
    if (item?.status === 'failed')
      return [
        {
          concern: 'failed',
          sentence: `Not accepted: ${title} (${item.evidence})`,
          since: instant(item.at),
          remedy: `Resume checks it again; or cutwater settle ${change.id} ${id} --as done --because "..."`,
        },
      ]
    if (item?.status === 'left-to-person')
      return [{ concern: 'person', sentence: `Left to ${item.who}: ${title}`, since: null, remedy: '' }]
    return []
  })
}

function wayBackConcerns(change: Change): readonly Concern[] {
  if (change.status !== 'rolling-back') return []
  const { back, runbook, id } = change
  const open: readonly Concern[] =
    back.traffic.traffic === 'closing' && back.traffic.warned
      ? [
          {
            concern: 'not-closed',
            sentence: `A proxy of ${list(runbook.targets)} has not acknowledged that it closed`,
            since: instant(back.traffic.since),
            remedy: `See whether the proxy runs; cutwater kill TARGET --direct asks it without the server.`,
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
            remedy: `See to it by hand; the rollback of ${id} goes on.`,
          },
        ]
      : [],
  )
  return [...open, ...failed]
}

function traffic({ change, targets }: Seen): readonly Concern[] {
  if (isTerminal(change) || change.status === 'draft' || change.status === 'requested') return []
  const { environment, targets: services } = change.runbook
  const views = services.flatMap((service) => {
    const row = targetOf(environment, service, targets)
    return row === null ? [] : [{ service, ...viewTarget(row) }]
  })
  // On the way back that is what is being mended; a close that lasts too long is a concern of its own.
  const strayed =
    change.status === 'rolling-back'
      ? []
      : views.filter(({ observed, desired }) => observed !== null && observed > desired)
  const latched = views.filter((view) => view.latched)
  return [
    ...unreachable(views),
    ...strayed.map(
      ({ service, observed, desired }): Concern => ({
        concern: 'strayed',
        sentence: `${service} has ${percent(observed ?? 0)} although ${percent(desired)} is wanted`,
        since: null,
        remedy: 'It is being lowered; if that lasts, use cutwater kill.',
      }),
    ),
    ...latched.map(
      ({ service }): Concern => ({
        concern: 'latched',
        sentence: `${service} is latched: it stays closed`,
        since: null,
        remedy: `cutwater release ${environment}/${service} --because "..."`,
      }),
    ),
  ]
}

/** One proxy may serve several targets; it is one thing to see to. */
function unreachable(views: readonly (TargetView & { readonly service: string })[]): readonly Concern[] {
  const silent = views.flatMap(({ service, proxies }) =>
    proxies.filter((proxy) => proxy.unreachable !== null).map((proxy) => ({ service, ...proxy })),
  )
  return [...new Set(silent.map(({ instance }) => instance))].map((instance) => {
    const of = silent.filter((proxy) => proxy.instance === instance)
    const because = of[0]?.unreachable ?? ''
    return {
      concern: 'unreachable',
      sentence: `The proxy of ${list(of.map(({ service }) => service))} does not answer: ${because}`,
      since: of[0]?.seenAt ?? null,
      remedy: 'See whether it runs; it is asked again all the time.',
    }
  })
}
