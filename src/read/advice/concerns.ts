import { nameOf } from '../../core/access/actor.ts'
import { type Change, type Hold, heldByEngine, isTerminal, runOf } from '../../core/change/state/change.ts'
import { formatMeasure } from '../../core/judge/words.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { RuleView } from '../progress/rule-view.ts'
import type { Seen } from '../progress/seen.ts'
import { instant } from '../shown/instant.ts'
import { checklistConcerns } from './checklist-concerns.ts'
import { type Concern, WHOLE } from './concern.ts'
import { drillConcerns } from './drill-concerns.ts'
import { lateConcerns, withdrawn } from './late-concerns.ts'
import { list } from './list.ts'
import { lockConcerns, obstacleConcerns } from './lock-concerns.ts'
import { peopleConcerns } from './people-concerns.ts'
import { probeConcerns } from './probe-concerns.ts'
import { rollbackConcerns } from './rollback-concerns.ts'
import { trafficConcerns } from './traffic-concerns.ts'
import { weightFlagConcerns } from './weight-flag-concerns.ts'

/** The worst first. */
export function concernsOf(
  seen: Seen,
  rollouts: readonly RolloutView[],
  guards: readonly RuleView[],
): readonly Concern[] {
  const { change } = seen
  return oncePerCause([
    ...stuck(seen),
    ...rollbackConcerns(change),
    ...doubts(change),
    ...asked(change),
    ...silences([...rollouts.flatMap(({ rules }) => rules), ...guards]),
    ...probeConcerns(change),
    ...state(seen),
    ...lateConcerns(change),
    ...lockConcerns(seen),
    ...drillConcerns(seen),
    ...peopleConcerns(seen),
    ...checklistConcerns(seen),
    ...trafficConcerns(seen),
    ...weightFlagConcerns(change, rollouts),
  ])
}

/** What only follows from another is said with that one, or not at all: one cause is one thing to see to. */
function oncePerCause(all: readonly Concern[]): readonly Concern[] {
  const has = (name: Concern['concern']) => all.some(({ concern }) => concern === name)
  const silent = all.find(({ concern }) => concern === 'no-data')
  const proxies = all.filter(({ concern }) => concern === 'unreachable')
  const [proxy] = proxies
  // What a proxy does not answer it does not measure either, and it cannot say that it has closed.
  if (silent !== undefined && proxies.length === 1 && proxy !== undefined && !has('not-closed'))
    return all.flatMap((one) => {
      if (one === silent) return []
      return one === proxy ? [{ ...proxy, sentence: `${proxy.sentence}. ${silent.sentence}` }] : [one]
    })
  if (has('not-closed'))
    return all
      .filter(({ concern }) => concern !== 'unreachable')
      .map((one) => (one.concern === 'not-closed' ? { ...one, detail: proxy?.detail ?? null } : one))
  return all
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
  return change.runbook.steps.flatMap((step): Concern[] => {
    const { id, title } = step
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
          sentence: `${title} is in doubt: ${progress.reason}`,
          detail: null,
          since: instant(progress.since),
          remedy: 'Find out what became of it, then settle it',
          ...toSettle,
        },
      ]
    if (progress?.status === 'failed' && !progress.goOn && step.kind === 'approve')
      return [notApproved(change.id, title, progress)]
    if (progress?.status === 'failed' && !progress.goOn)
      return [
        {
          concern: 'failed',
          sentence: `${title} failed: ${progress.reason}`,
          detail: null,
          since: instant(progress.at),
          remedy: 'Resume tries it again; or settle it',
          ...toSettle,
        },
      ]
    return []
  })
}

/** A guard of the plan waits for the word of one of its people. */
function asked(change: Change): readonly Concern[] {
  const asks = change.status === 'paused' ? (change.run.guards?.asked ?? null) : null
  if (asks === null) return []
  const { rule, target, since, evidence, people } = asks
  return [
    {
      concern: 'asked',
      sentence: `${people.join(' or ')} has to say whether it goes on: guard ${rule} tripped on ${target}, ${formatMeasure(evidence)}`,
      since: instant(since),
      remedy: 'Answer the guard; a resume would be refused',
      lines: [`cutwater answer ${change.id} ${rule} --as resume|rollback --because "..."`],
      ...WHOLE,
    },
  ]
}

const notApproved = (
  id: string,
  title: string,
  { reason, at }: { readonly reason: string; readonly at: number },
): Concern => ({
  concern: 'failed',
  sentence: `${title} was not approved: ${reason}`,
  since: instant(at),
  remedy: 'Resume asks its people again; or abort',
  lines: [`cutwater resume ${id}`, `cutwater abort ${id}`],
  ...WHOLE,
})

/** One concern for all rules and targets: the cause is mostly one. */
function silences(rules: readonly RuleView[]): readonly Concern[] {
  const mute = rules
    .flatMap(({ signal, targets }) => targets.map((on) => ({ signal, ...on })))
    .flatMap((on) => (on.silentSince === null ? [] : [{ ...on, since: on.silentSince }]))
  const [first] = mute
  if (first === undefined) return []
  const signals = [...new Set(mute.map(({ signal }) => signal))]
  const targets = [...new Set(mute.map(({ target }) => target))]
  const detail = [...new Set(mute.flatMap(({ unavailable }) => unavailable ?? []))].join('; ')
  return [
    {
      concern: 'no-data',
      sentence: `No data for ${list(signals)} on ${list(targets)}`,
      since: mute.reduce((earliest, { since }) => (since < earliest ? since : earliest), first.since),
      remedy: 'Bring its metrics back; the weight is held meanwhile.',
      lines: [],
      ...WHOLE,
      detail: detail === '' ? null : detail,
    },
  ]
}

function state(seen: Seen): readonly Concern[] {
  const { change } = seen
  const { id } = change
  switch (change.status) {
    case 'paused':
      return [...(isExplained(change, seen) ? [] : [pause(change)]), ...overrun(change)]
    case 'running':
      return overrun(change)
    case 'scheduled':
    case 'preparing': {
      const held: readonly Concern[] =
        change.blocked === null || heldByEngine(change) || isOfFailure(change, change.blocked)
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
      return [...held, ...withdrawn(change), ...obstacleConcerns(seen), ...waits]
    }
    case 'failed':
      return [
        {
          concern: 'failed',
          sentence: `Not undone: ${list(change.notUndone.map((step) => titleOf(step, change)))}`,
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

function pause({ id, hold }: Extract<Change, { status: 'paused' }>): Concern {
  return {
    concern: 'paused',
    sentence: `Paused by ${nameOf(hold.by)}: ${hold.because}`,
    since: instant(hold.since),
    remedy: '',
    lines: [`cutwater resume ${id}`, `cutwater abort ${id}`],
    ...WHOLE,
  }
}

/** It paused by itself for something that is a concern of its own, with what to do about it. */
function isExplained(change: Extract<Change, { status: 'paused' }>, seen: Seen): boolean {
  if (isOfFailure(change, change.hold)) return true
  if (change.hold.by.kind === 'person') return false
  if ((change.run.guards?.asked ?? null) !== null) return true
  return [...doubts(change), ...checklistConcerns(seen)].some(({ concern }) => concern !== 'person')
}

/** It was held back by the failure of a step, also where a person caused that, and not by a word of its own. */
function isOfFailure(change: Change, { since, because }: Pick<Hold, 'since' | 'because'>): boolean {
  return Object.values(runOf(change)?.steps ?? {}).some(
    (step) => step.status === 'failed' && !step.goOn && step.at === since && because.endsWith(step.reason),
  )
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

const titleOf = (step: string, { runbook }: Change): string =>
  runbook.steps.find(({ id }) => id === step)?.title ?? step
