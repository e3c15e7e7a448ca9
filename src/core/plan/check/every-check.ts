import type { Binding } from '../../binding/binding.ts'
import { rhythmOf } from '../../binding/rhythm.ts'
import type { Rhythm } from '../../binding/signal-binding.ts'
import { coverOf, type Fault, keyFault } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { arrange } from '../compile/arrange.ts'
import type { SignalUse } from '../compile/signal-uses.ts'
import type { People } from '../fill/people.ts'
import type { Substituted } from '../fill/substitute.ts'
import type { Plan } from '../schema/plan.ts'
import { checkAdopt } from './check-adopt.ts'
import { checkCanary } from './check-canary.ts'
import { checkEach } from './check-each.ts'
import { checkFollowUps } from './check-follow-ups.ts'
import { checkGuards } from './check-guards.ts'
import { checkBoundLevels, checkLevels } from './check-levels.ts'
import { checkLive } from './check-live.ts'
import { checkModes } from './check-modes.ts'
import { checkNames } from './check-names.ts'
import { checkOrder } from './check-order.ts'
import { checkPeople } from './check-people.ts'
import { checkPhases } from './check-phases.ts'
import { checkProbedSides, checkProbes } from './check-probes.ts'
import { checkReview } from './check-review.ts'
import { checkRollback } from './check-rollback.ts'
import { checkRollouts } from './check-rollout.ts'
import { checkSteps } from './check-steps.ts'
import { checkWindow, type Tempo } from './check-window.ts'
import { checkLines } from './line/check-lines.ts'
import { checkNotYet } from './not-yet.ts'
import { checkIncidentGates } from './rule/check-incident-gates.ts'
import { checkReferences } from './rule/check-references.ts'
import { checkRhythm } from './rule/check-rhythm.ts'
import { checkRules } from './rule/check-rules.ts'
import { checkSamples, type Measured } from './rule/check-samples.ts'
import { checkTests } from './rule/check-tests.ts'

/** What is known beside a plan itself. */
export type Known = {
  readonly binding: Binding | null
  readonly pace: number
  /** Whom the request names; absent: nobody has been asked yet. */
  readonly people?: People | undefined
  /** Where it may run. */
  readonly environments: readonly string[]
  readonly signals: readonly SignalUse[]
}

/** Everything that can be wrong with a plan whose shape is right. `filled` has the paths of `plan`. */
export function everyFault(
  plan: Plan,
  filled: Substituted,
  { binding, pace, people, environments, signals }: Known,
): readonly Fault[] {
  const steps = arrange(plan, false)
  const taking = arrange(plan, true)
  const takesPart = coverOf(taking.map(({ path }) => path))
  const missing =
    plan.environment === undefined
      ? [
          keyFault(
            ['plan'],
            'missing',
            'nothing says in which environment it runs',
            'add environment: "${{ inputs.environment }}" and an input of that name',
          ),
        ]
      : []
  return [
    ...missing,
    ...checkNotYet(plan, steps),
    ...checkSteps(plan, steps, filled.filled),
    ...checkOrder(
      plan,
      taking,
      filled.late.filter(({ path }) => (path[0] !== 'steps' && path[0] !== 'phases') || takesPart(path)),
    ),
    ...checkRollouts(plan, steps),
    ...checkPhases(plan, taking),
    ...checkPeople(plan, taking, people),
    ...checkLive(plan, taking),
    ...checkGuards(plan, steps),
    ...checkLevels(plan, taking),
    ...checkAdopt(plan, taking),
    ...checkCanary(taking),
    ...checkModes(plan, taking),
    ...checkRollback(plan, steps),
    ...checkRhythm(plan, steps, (signal) => slowestOf(sourcesOf(signals, binding, signal))),
    ...checkSamples(plan, steps, (signal) => measuredIn(signals, binding, signal)),
    ...checkWindow(plan, { pace, sources: sourcesOf(signals, binding) }),
    ...checkLines(plan, steps, taking),
    ...checkRules(plan, steps),
    ...checkIncidentGates(plan, steps),
    ...checkTests(plan, steps),
    ...checkEach(plan, steps),
    ...checkReferences(plan, taking),
    ...checkFollowUps(plan, taking),
    ...checkProbes(plan, taking),
    ...checkReview(plan),
    ...(binding === null
      ? []
      : [
          ...checkNames(plan, steps, binding, environments),
          ...checkBoundLevels(plan, steps, binding, environments),
          ...checkProbedSides(plan, taking, binding, environments),
        ]),
  ]
}

/** Who measures the signals that are used, or one of them, wherever the plan may run. */
function sourcesOf(
  signals: readonly SignalUse[],
  binding: Binding | null,
  only: string | null = null,
): Tempo['sources'] {
  return signals.flatMap(({ environment, signal }) => {
    if (only !== null && signal !== only) return []
    const rhythm = rhythmOf(own(binding?.environments, environment), signal)
    return rhythm === null ? [] : [rhythm]
  })
}

/** What a signal is and how often it is measured, in each environment where the plan may run. */
function measuredIn(
  signals: readonly SignalUse[],
  binding: Binding | null,
  only: string,
): readonly Measured[] {
  return signals.flatMap((use) => {
    if (use.signal !== only) return []
    const kind = own(own(binding?.environments, use.environment)?.signals, only)?.kind
    return kind === undefined ? [] : sourcesOf([use], binding).map((rhythm) => ({ ...rhythm, kind }))
  })
}

const slowestOf = (sources: Tempo['sources']): Rhythm | null =>
  sources.toSorted((a, b) => b.intervalMs - a.intervalMs)[0] ?? null
