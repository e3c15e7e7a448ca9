import type { EffectStep, RevertedTarget, RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { type Desired, isLatched, otherSide } from '../../traffic/desired.ts'
import { adoptionsOf } from '../history/adoption.ts'
import { type Deployment, deployedBy } from '../history/deployed.ts'
import { standingOf } from '../history/in-force.ts'
import { adoptStepOf } from '../rollback/adopted.ts'
import { type Change, type ChangeId, runOf, type Succeeded } from '../state/change.ts'
import { guardsBack } from './guards-back.ts'
import { makeRevert } from './make-revert.ts'
import { type RevertRefused, refuse, refuseMissing, refuseNotSucceeded, refuseStanding } from './refusals.ts'
import { deployId, stepsBack } from './steps-back.ts'

export type RevertAsked = {
  readonly because: string
  readonly gradual: boolean
  /** A person's word on what served before, where no change has brought it. */
  readonly version: string | null
}

/** What is known when a revert is asked for. `history`: all changes on its targets, in whatever order. */
export type RevertKnown = {
  readonly change: Change
  readonly history: readonly Change[]
  readonly targets: Readonly<Record<string, TargetKnown>>
  readonly now: Instant
}

export type TargetKnown = {
  readonly desired: Desired
  readonly owner: ChangeId | null
  /** How long its old side is kept after an adoption; null: not said. */
  readonly keepWarmMs: Millis | null
  readonly deployable: boolean
}

/** The runbook of a change that takes another one back, or why there is none. Pure: asked again, it is the same. */
export function planRevert(
  asked: RevertAsked,
  known: RevertKnown,
): { readonly runbook: Runbook } | RevertRefused {
  const { change, history } = known
  if (change.status !== 'succeeded') return refuseNotSucceeded(change)
  const standing = standingOf(change, history)
  if (!standing.stands) return refuseStanding(change, standing)
  const targets: RevertedTarget[] = []
  const deploys: EffectStep[] = []
  for (const service of change.runbook.targets) {
    const refused = refuseTarget(service, known)
    if (refused !== null) return refused
  }
  for (const service of adoptionsOf(change).keys()) {
    const way = wayBack(service, change, asked, known)
    if ('because' in way) return way
    targets.push(way.target)
    if (way.deploy !== null) deploys.push(way.deploy)
  }
  const since = [...standing.since, ...attemptsOn([change, ...standing.since], history)]
  const back = stepsBack(change, history, since)
  if (targets.length === 0 && back.afterTraffic.length + back.beforeTraffic.length === 0)
    return refuse(
      `nothing of ${change.id} can be taken back: it moved no traffic, and none of its steps has an undo`,
      'Open a change that sets right what has to be.',
    )
  const { because, gradual } = asked
  const rollouts = rolloutsOf(change, history)
  const { runbook, id } = change
  const root = rootOf(runbook, history)
  const watched = guardsBack(root, { moves: rollouts.length > 0, gradual })
  return {
    runbook: makeRevert({ change: id, because, gradual, runbook, targets, deploys, rollouts, back, watched }),
  }
}

/** Reverts of these that went back themselves: they may have left locks of flags. */
function attemptsOn(changes: readonly Change[], history: readonly Change[]): readonly Change[] {
  const ids = new Set(changes.map(({ id }) => id))
  return history.filter(({ id, runbook }) => !ids.has(id) && ids.has(runbook.reverts?.change ?? ''))
}

function refuseTarget(service: string, { change, targets }: RevertKnown): RevertRefused | null {
  const target = targets[service]
  const name = `${change.runbook.environment}/${service}`
  if (target === undefined) return refuseMissing(name)
  if (isLatched(target.desired.split))
    return refuse(
      `${name} is latched, so no traffic can be moved there`,
      `Run cutwater release ${name} first.`,
    )
  return null
}

type WayBack = { readonly target: RevertedTarget; readonly deploy: EffectStep | null }

function wayBack(
  service: string,
  change: Succeeded,
  asked: RevertAsked,
  { history, targets, now }: RevertKnown,
): WayBack | RevertRefused {
  const known = targets[service]
  const was = adoptionsOf(change).get(service)?.was
  const name = `${change.runbook.environment}/${service}`
  if (known === undefined || was === undefined) return refuseMissing(name)
  const stable = otherSide(was)
  if (known.desired.stable !== stable)
    return refuse(
      `${name} was moved since by something that no change says: ${known.desired.stable} serves everybody, and ${change.id} had left ${stable}`,
      'Look at the target, and release the version that it should serve by a plan.',
    )
  const before = previousOf(service, change, history)
  const { beside } = deployedBy(history, service)
  const version = before.version ?? asked.version
  const until = beside.leftAt === null || known.keepWarmMs === null ? null : beside.leftAt + known.keepWarmMs
  const isFree = known.owner === null || known.owner === change.id
  if (beside.id === before.id && until !== null && now < until && isFree)
    return {
      target: { target: service, stable, version, warm: { deployment: beside.id, until } },
      deploy: null,
    }
  return deployAgain(service, stable, version, before, change, history, known)
}

/** What served everybody when the change began. */
function previousOf(service: string, change: Succeeded, history: readonly Change[]): Deployment {
  const earlier = history.filter((one) => (runOf(one)?.startedAt ?? Infinity) < change.run.startedAt)
  return deployedBy(earlier, service).stable
}

function deployAgain(
  service: string,
  stable: RevertedTarget['stable'],
  version: string | null,
  before: Deployment,
  change: Succeeded,
  history: readonly Change[],
  { deployable }: TargetKnown,
): WayBack | RevertRefused {
  const name = `${change.runbook.environment}/${service}`
  if (version === null)
    return refuse(
      `nobody knows which version ${name} served before ${change.id}, and it is not kept warm any more`,
      'Say it (cutwater revert --to VERSION), or release the version that it should serve by a plan.',
    )
  const step = before.step ?? deployStepOf(service, change.runbook, history)
  if (step === null || !deployable)
    return refuse(
      `nothing says how to deploy ${name}, and what it served before ${change.id} is not kept warm any more`,
      'Release the version that it should serve by a plan that deploys it.',
    )
  const deploy: EffectStep = {
    ...step,
    id: deployId(service),
    title: `Deploy ${service} ${version} again`,
    after: [],
    act: { act: 'deploy', target: service, version },
    onFailure: 'rollback',
    pointOfNoReturn: false,
  }
  return { target: { target: service, stable, version, warm: null }, deploy }
}

/** A revert that found its side warm deployed nothing: then the plan at its root says how. */
function deployStepOf(service: string, runbook: Runbook, history: readonly Change[]): EffectStep | null {
  const found = rootOf(runbook, history).steps.find(
    (step) => step.kind === 'effect' && step.act.act === 'deploy' && step.act.target === service,
  )
  return found?.kind === 'effect' ? found : null
}

/** Reverts of reverts go by the stages, gates and guards of the plan that all of it began with. */
function rolloutsOf(change: Succeeded, history: readonly Change[]): readonly RolloutStep[] {
  const moved = adoptionsOf(change)
  const root = rootOf(change.runbook, history)
  return root.steps.flatMap((step) => {
    if (step.kind !== 'rollout') return []
    const adopter = step.adopt ? step.id : adoptStepOf(step, root)?.id
    if (adopter === undefined) return []
    // A target that was adopted twice goes back once.
    const targets = step.targets.filter((target) => {
      const by = moved.get(target)?.step
      return by === adopter || by === step.id
    })
    // Its flag is given back what it held, once the traffic is back.
    const { adoptLater: _, weightFlag: __, ...way } = step
    return targets.length === 0 ? [] : [{ ...way, targets, adopt: true }]
  })
}

function rootOf(runbook: Runbook, history: readonly Change[]): Runbook {
  const of = history.find(({ id }) => id === runbook.reverts?.change)
  return of === undefined ? runbook : rootOf(of.runbook, history)
}
