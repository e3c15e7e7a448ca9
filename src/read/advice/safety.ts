import { adoptedTargets } from '../../core/change/rollback/adopted.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { whose } from '../../core/judge/words.ts'
import { modeInWords } from '../../core/traffic/mode.ts'
import { percent } from '../../core/traffic/percent.ts'
import { isAdopted } from '../progress/adopted.ts'
import { unreadySides } from '../progress/probes-view.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../progress/rule-view.ts'
import type { Seen } from '../progress/seen.ts'
import { targetOf } from '../records/target-view.ts'
import { list } from './list.ts'
import { versionOf } from './way-back.ts'

/**
 * Are the users well, in one sentence? `safe`: yes, and the evidence says so. `danger`: something speaks against it.
 * `unsure`: it cannot be told yet, or any more; no data and too few samples are never safe.
 */
export type Safety = { readonly level: 'safe' | 'unsure' | 'danger'; readonly sentence: string }

export function safetyOf(seen: Seen, rollouts: readonly RolloutView[], guards: readonly RuleView[]): Safety {
  const said = safetyWithoutModes(seen, rollouts, guards)
  const turned = turnedAway(seen)
  return turned === null ? said : { ...said, sentence: `${said.sentence}; ${turned}` }
}

/** What users may not do on its targets while it is under way, no matter who wants it so: `wix is read-only`. */
function turnedAway({ change, targets }: Seen): string | null {
  if (change.status !== 'running' && change.status !== 'paused' && change.status !== 'rolling-back')
    return null
  const { environment, targets: services } = change.runbook
  const modes = services.flatMap((service) => {
    const mode = targetOf(environment, service, targets)?.desired.mode
    return mode === undefined ? [] : [`${service} is ${modeInWords(mode)}`]
  })
  return modes.length === 0 ? null : list(modes)
}

function safetyWithoutModes(
  { change, stuck }: Seen,
  rollouts: readonly RolloutView[],
  guards: readonly RuleView[],
): Safety {
  switch (change.status) {
    case 'draft':
    case 'requested':
    case 'scheduled':
      return safe('Nothing has begun; all traffic is as it was')
    case 'preparing':
      return safe('All traffic is as it was; no target is touched before T')
    case 'running':
    case 'paused':
      return stuck === null
        ? underway(rollouts, guards, change)
        : danger('The engine cannot go on with it; the traffic stays as it is')
    case 'rolling-back':
      return goingBack(change)
    case 'succeeded':
      return safe(
        rollouts.some(isAdopted)
          ? everyoneHas(change, rollouts.filter(isAdopted))
          : 'It is done; every check has its evidence',
      )
    case 'rolled-back':
      return safe(
        `Every request goes to stable${runOf(change)?.begun.length === 0 ? '' : ', and what was done is undone'}`,
      )
    case 'failed':
      return unsure(
        `${isUntouched(change) ? AS_IT_WAS : (stays(change) ?? 'Every request goes to stable')}, but not everything could be undone: ${list(change.notUndone)}`,
      )
    case 'cancelled':
    case 'missed':
      return safe(
        change.run === undefined ? 'Nothing was changed' : `${AS_IT_WAS}; what was prepared is undone`,
      )
    case 'expired':
      return safe('Nothing was changed')
  }
}

const AS_IT_WAS = 'All traffic is as it was'

const isUntouched = ({ back }: Extract<Change, { status: 'failed' }>): boolean =>
  back.traffic.traffic === 'untouched'

const safe = (sentence: string): Safety => ({ level: 'safe', sentence })
const unsure = (sentence: string): Safety => ({ level: 'unsure', sentence })
const danger = (sentence: string): Safety => ({ level: 'danger', sentence })

function underway(rollouts: readonly RolloutView[], guards: readonly RuleView[], change: Change): Safety {
  const rolling = rollouts.filter(
    ({ phase }) => phase === 'moving' || phase === 'holding' || phase === 'to-adopt' || phase === 'adopting',
  )
  const watched = [...rolling.flatMap(({ rules }) => rules), ...guards].flatMap((rule) =>
    rule.targets.filter((on) => on.watched).map((on) => ({ rule, on })),
  )
  return (
    worse(watched) ??
    strayed(rolling) ??
    silent(rolling, watched) ??
    unready(rolling, change) ??
    early(watched) ??
    safe(rolling.length > 0 ? wellAt(rolling) : quiet(rollouts, change))
  )
}

type Watched = { readonly rule: RuleView; readonly on: RuleOnTarget }

function worse(watched: readonly Watched[]): Safety | null {
  const bad = watched.filter(({ on }) => on.verdict === 'worse')
  // A guard whose bound is true has not tripped yet, and speaks against it all the same.
  const counting = watched.filter(({ on }) => on.threat?.because === 'bound')
  const found = bad.find(({ rule }) => rule.kind === 'guard') ?? counting[0] ?? bad[0]
  if (found === undefined) return null
  const { rule, on } = found
  if (on.test !== null) return danger(`${on.target}: ${on.test.sentence}`)
  const shared = on.sharedIncident ? '; stable too, so it may not be the new version' : ''
  return danger(
    `${rule.signal}${whose(on.each)} is ${on.shown ?? 'bad'} on ${on.target} (${rule.kind}: ${rule.wanted})${shared}`,
  )
}

/** More users than wanted have the canary. */
function strayed(rolling: readonly RolloutView[]): Safety | null {
  const found = rolling
    .flatMap(({ traffic }) => traffic)
    .find(({ now }) => now !== null && now.observed !== null && now.observed > now.desired)
  return found?.now == null
    ? null
    : danger(
        `${found.target} sends ${percent(found.now.observed ?? 0)} to the canary although ${percent(found.now.desired)} is wanted`,
      )
}

function silent(rolling: readonly RolloutView[], watched: readonly Watched[]): Safety | null {
  const mute = watched.find(({ on }) => on.silentSince !== null)
  if (mute !== undefined)
    return unsure(`Unknown: there is no data for ${mute.rule.signal} on ${mute.on.target}`)
  const proxies = rolling
    .flatMap(({ traffic }) => traffic)
    .filter(
      ({ now }) =>
        now === null || now.observed === null || now.proxies.some((one) => one.unreachable !== null),
    )
  return proxies.length === 0
    ? null
    : unsure(`Unknown: a proxy of ${list(proxies.map(({ target }) => target))} does not answer`)
}

/** It has users, and says itself that it should get no more. */
function unready(rolling: readonly RolloutView[], change: Change): Safety | null {
  const found = rolling.length === 0 ? undefined : unreadySides(change).find(({ isFresh }) => !isFresh)
  return found === undefined ? null : unsure(found.sentence)
}

function early(watched: readonly Watched[]): Safety | null {
  const open = watched.find(({ on }) => on.verdict !== 'no-worse')
  if (open === undefined) return null
  const { rule, on } = open
  if (on.verdict === 'assumption-violated')
    return unsure(`${rule.signal} on ${on.target} cannot be judged: what it assumes is not so`)
  if (on.test !== null && on.samples > 0)
    return unsure(`Too early to tell on ${on.target}: ${on.test.sentence}`)
  return unsure(
    on.verdict === null || on.samples === 0
      ? `Too early to tell: ${rule.signal} is not measured on ${on.target} yet`
      : `Too early to tell: ${on.target} has ${on.samples} of ${on.minSamples} samples`,
  )
}

function wellAt(rolling: readonly RolloutView[]): string {
  const share = Math.max(0, ...rolling.flatMap(({ traffic }) => traffic.map(({ now }) => now?.observed ?? 0)))
  if (rolling.some(({ phase }) => phase === 'adopting'))
    return 'Nothing speaks against the canary; it becomes stable'
  return share === 0
    ? 'Every request goes to stable'
    : `Nothing speaks against the canary; it has ${percent(share)} of the users`
}

function quiet(rollouts: readonly RolloutView[], change: Change): string {
  const adopted = rollouts.filter(isAdopted)
  return adopted.length > 0 ? everyoneHas(change, adopted) : 'Every request goes to stable'
}

const everyoneHas = ({ runbook: { version } }: Change, adopted: readonly RolloutView[]): string =>
  `Everyone has ${version === '' ? 'the new version' : version} on ${targetsOf(adopted)}`

const targetsOf = (rollouts: readonly RolloutView[]): string =>
  list([...new Set(rollouts.flatMap(({ traffic }) => traffic.map(({ target }) => target)))])

/** From an adoption nothing leads back: whatever becomes of the change, everyone has the new version there. */
function stays(change: Extract<Change, { run: unknown }>): string | null {
  const adopted = adoptedTargets(change.run, change.runbook)
  return adopted.length === 0
    ? null
    : `Everyone has ${versionOf(change)} on ${list(adopted)}, which was adopted`
}

function goingBack(change: Extract<Change, { status: 'rolling-back' }>): Safety {
  const { back, runbook } = change
  const targets = list(runbook.targets)
  switch (back.traffic.traffic) {
    case 'descending':
      return unsure('The canary still has users; it goes down step by step')
    case 'closing':
      return back.traffic.warned
        ? danger(`Not every proxy has closed ${targets}: some users may still be on the canary`)
        : unsure(`${targets} close at this moment`)
    case 'untouched':
      return safe(`${AS_IT_WAS}; what was prepared is being undone`)
    case 'closed':
      return safe(`${stays(change) ?? 'Every request goes to stable'}; what can be undone is being undone`)
  }
}
