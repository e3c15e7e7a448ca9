import { ownSpan } from '../../judge/rule.ts'
import type { EffectStep, RevertedTarget, RolloutStep, Runbook, Step } from '../../runbook/runbook.ts'
import { FULL } from '../../traffic/desired.ts'
import type { GuardsBack } from './guards-back.ts'
import type { StepsBack } from './steps-back.ts'

/** Everything that a revert is made of, decided already. */
export type RevertParts = {
  readonly change: string
  readonly because: string
  readonly gradual: boolean
  /** Of the change that is taken back. */
  readonly runbook: Runbook
  readonly targets: readonly RevertedTarget[]
  /** Those that have to be deployed again, each by the step that brought its version before. */
  readonly deploys: readonly EffectStep[]
  /** Of the plan, in its order; each moves only what the change had moved. */
  readonly rollouts: readonly RolloutStep[]
  readonly back: StepsBack
  readonly watched: GuardsBack
}

/**
 * An ordinary runbook. First the deploys, then the traffic, and beside it the undo of what had come after the traffic;
 * last, of what had come before it. So nothing holds the traffic up, and no version meets what it was never tried
 * with. It has no window: what takes risk away does not wait for one.
 */
export function makeRevert(parts: RevertParts): Runbook {
  const { change, because, gradual, runbook, targets, deploys, back, watched } = parts
  const { plan, title, environment, pace } = runbook
  const deployed = deploys.map(({ id }) => id)
  const rollouts = rolloutsBack(parts, deployed)
  const moved = [...deployed, ...rollouts.map(({ id }) => id)]
  const beside = chained(back.afterTraffic, deployed)
  const last = chained(back.beforeTraffic, [...moved, ...beside.slice(-1).map(({ id }) => id)])
  const { left } = back
  const { guards, leads, unwatched } = watched
  return {
    format: 1,
    plan,
    title: `Revert of ${change}: ${title.replace(REVERTED, '')}`,
    environment,
    version: oneVersion(targets),
    inputs: {},
    pace,
    window: null,
    targets: runbook.targets,
    whenBusy: 'wait',
    steps: [...deploys, ...rollouts, ...beside, ...last],
    accept: [],
    ...(guards.length === 0 ? {} : { guards }),
    ...(Object.keys(leads).length === 0 ? {} : { leads }),
    reverts: {
      change,
      because,
      gradual,
      targets,
      left,
      ...(unwatched.length === 0 ? {} : { unwatched }),
    },
  }
}

const REVERTED = /^(?:Revert of [A-Z]+-\d+-\d+: )+/

/** Of targets that go back to different versions there is no one name. */
function oneVersion(targets: readonly RevertedTarget[]): string {
  const versions = [...new Set(targets.map(({ version }) => version))]
  return versions.length === 1 ? (versions[0] ?? '') : ''
}

/** By the plan's stages one after another, the last one first; at once all together. */
function rolloutsBack(
  { gradual, rollouts, targets, watched }: RevertParts,
  deployed: readonly string[],
): readonly RolloutStep[] {
  const back: RolloutStep[] = []
  for (const rollout of rollouts.toReversed()) {
    const before = gradual ? back.slice(-1).map(({ id }) => id) : []
    const after = [...deployed, ...before]
    const title = `Send ${rollout.targets.join(' and ')} back${versionOf(rollout, targets)}`
    back.push(gradual ? { ...rollout, title, after } : { ...atOnce(rollout, watched.guards), title, after })
  }
  return back
}

function versionOf(rollout: RolloutStep, targets: readonly RevertedTarget[]): string {
  const version = oneVersion(targets.filter(({ target }) => rollout.targets.includes(target)))
  return version === '' ? '' : ` to ${version}`
}

/** Everybody in one stage, which holds as long as the plan's last one, and long enough for each guard to trip. */
function atOnce(rollout: RolloutStep, ofPlan: RevertParts['watched']['guards']): RolloutStep {
  const { stages, guards } = rollout
  const holdMs = Math.max(
    stages.at(-1)?.holdMs ?? 0,
    ...[...guards, ...ofPlan].map(({ form }) => ownSpan(form) ?? 0),
  )
  return { ...rollout, stages: [{ weight: FULL, holdMs, segments: [] }], gates: [], headerOverride: false }
}

function chained<S extends Step>(steps: readonly S[], after: readonly string[]): readonly S[] {
  return steps.map((step, i) => ({ ...step, after: i === 0 ? after : [steps[i - 1]?.id ?? ''] }))
}
