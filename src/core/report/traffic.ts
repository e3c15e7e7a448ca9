import { isMoving } from '../change/events/event.ts'
import { type SplitMoment, splitOf } from '../change/rollout/split.ts'
import { formatInstant, type Instant, type Millis } from '../time/instant.ts'
import { type BasisPoints, FULL } from '../traffic/desired.ts'
import { grouped } from './grouped.ts'
import type { TrafficPoint, TrafficTold } from './report.ts'
import type { Story } from './story.ts'

const TARGETS_MAX = 8
const POINTS_MAX = 200

export type Traffic = {
  readonly told: readonly TrafficTold[]
  readonly from: Instant | null
  readonly most: BasisPoints
  readonly exposedMs: Millis
  /** Of targets and of points, those that are not told. */
  readonly left: number
}

/** Where the traffic of each target went, from the moment at which the change might move it. */
export function trafficOf(story: Story): Traffic {
  const { runbook, events, until } = story
  const rollouts = runbook.steps.filter((step) => step.kind === 'rollout')
  const moves = events.filter(isMoving)
  const begun = moves.find(({ type }) => type === 'stage-entered')?.at ?? null
  if (begun === null) return { told: [], from: null, most: 0, exposedMs: 0, left: 0 }
  const targets = [...new Set(rollouts.flatMap((step) => step.targets))]
  const from = story.last('window-opened')?.at ?? begun
  const splits = targets.map((target) => ({ target, split: splitOf(target, rollouts, moves, from) }))
  const ways = splits.map(({ target, split }) => ({ target, points: whereItWent(split) }))
  const alike = grouped(ways, ({ points }) => JSON.stringify(points))
  const groups = [...alike.values()].map((group) => ({
    targets: group.map(({ target }) => target),
    points: group[0]?.points ?? [],
  }))
  const shown = groups.slice(0, TARGETS_MAX)
  return {
    told: shown.map(({ targets, points }) => ({ targets, points: points.slice(-POINTS_MAX).map(pointTold) })),
    from: begun,
    most: Math.max(
      0,
      ...ways.flatMap(({ points }) => points.map(({ weight, adopted }) => (adopted ? FULL : weight))),
    ),
    exposedMs: Math.max(0, ...splits.map(({ split }) => exposedIn(split, until))),
    left:
      groups.length -
      shown.length +
      shown.reduce((sum, { points }) => sum + Math.max(0, points.length - POINTS_MAX), 0),
  }
}

type Point = Omit<TrafficPoint, 'at'> & { readonly at: Instant }

/** Only where it was sent elsewhere. */
function whereItWent(split: readonly SplitMoment[]): readonly Point[] {
  const turns = split.filter(
    ({ desired, adopted }, i) =>
      i === 0 || desired !== split[i - 1]?.desired || adopted !== split[i - 1]?.adopted,
  )
  return turns.map(({ at, desired, adopted }) => ({ at, weight: desired, adopted }))
}

/** Until every proxy has acknowledged the close, somebody may still have had the canary. */
function exposedIn(split: readonly SplitMoment[], until: Instant): Millis {
  return split.reduce((sum, { at, desired, observed, adopted }, i) => {
    const isExposed = adopted || desired > 0 || observed !== 0
    return isExposed ? sum + (split[i + 1]?.at ?? until) - at : sum
  }, 0)
}

const pointTold = ({ at, weight, adopted }: Point): TrafficPoint => ({
  at: formatInstant(at),
  weight,
  adopted,
})
