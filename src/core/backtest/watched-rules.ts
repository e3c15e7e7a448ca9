import { recentRule, recentSpan } from '../change/rollout/recent.ts'
import { alphaIn } from '../change/rollout/watches.ts'
import { comparesWithStable, isRelative, isTest, ownSpan, type Rule } from '../judge/rule.ts'
import { captureRule } from '../runbook/capture-rule.ts'
import type { Item, RolloutStep, Runbook, Step } from '../runbook/runbook.ts'
import type { Millis } from '../time/instant.ts'
import { type BasisPoints, FULL } from '../traffic/desired.ts'

/** A weight and how long it is held. */
export type Stretch = { readonly weight: BasisPoints; readonly ms: Millis }

/**
 * How long one watch of a rule lasts before the next one begins:
 * - `throughout`: from the first sample to the last, for it knows no beginning: a guard with a number as its bound;
 * - `rollout`: one rollout after another, as what it compares with is taken at the beginning of each;
 * - `hold`: a gate is asked at the end of each hold.
 */
export type WatchLength = 'throughout' | 'rollout' | 'hold'

/** What a bound refers to, besides stable and the objective of its signal. */
export type Referred =
  | { readonly of: 'number'; readonly value: number }
  | { readonly of: 'measured'; readonly by: Rule; readonly spanMs: Millis }
  | { readonly of: 'unknown'; readonly why: string }

/** One rule on one target, as a backtest plays it. */
export type WatchedRule = {
  readonly step: string
  readonly rule: Rule
  readonly target: string
  readonly watch: WatchLength
  /** The holds of one rollout, one after the other; for `throughout` not used. */
  readonly cycle: readonly Stretch[]
  /** Compares the canary with stable, so what was recorded has to be divided. */
  readonly divided: boolean
  /** Of a rule that tests: its share of the change's error. */
  readonly alpha?: number
  readonly referred?: Referred
  /** Why it cannot be played, as half a sentence; left out when it can. */
  readonly unplayable?: string
}

/** In place of a step, for guards of the plan and for the gates of its rollback. */
const PLAN = 'plan'
const VERIFY = 'rollback'
/** A rule of a checklist that looks at everything so far is asked after so long. */
const ITEM_HOLD: Millis = 300_000

/** Every rule of a runbook on each of its targets. */
export function watchedRules(runbook: Runbook): readonly WatchedRule[] {
  const { steps, accept, targets, guards = [], wayDown } = runbook
  const rollouts = steps.filter((step) => step.kind === 'rollout')
  const moved = rollouts.length === 0 ? targets : [...new Set(rollouts.flatMap((step) => step.targets))]
  const made = maker(runbook)
  const ofItem = (step: string, { check }: Item): readonly WatchedRule[] => {
    if (check.check !== 'rule') return []
    const { rule } = check
    return made(step, rule, check.targets, [{ weight: FULL, ms: ownSpan(rule.form) ?? ITEM_HOLD }])
  }
  return [
    ...steps.flatMap((step) => ofStep(step, made, ofItem)),
    ...accept.flatMap((item) => ofItem('accept', item)),
    ...guards.flatMap((guard) =>
      moved.flatMap((target) =>
        made(
          PLAN,
          guard,
          [target],
          rollouts.flatMap((step) => (step.targets.includes(target) ? holdsOf(step) : [])),
        ),
      ),
    ),
    ...(wayDown?.verify?.gates ?? []).flatMap((gate) =>
      made(VERIFY, gate, targets, [{ weight: FULL, ms: wayDown?.verify?.forMs ?? ITEM_HOLD }]),
    ),
  ]
}

type Maker = (
  step: string,
  rule: Rule,
  targets: readonly string[],
  cycle: readonly Stretch[],
) => readonly WatchedRule[]

type ItemMaker = (step: string, item: Item) => readonly WatchedRule[]

function ofStep(step: Step, made: Maker, ofItem: ItemMaker): readonly WatchedRule[] {
  switch (step.kind) {
    case 'rollout':
      return ofRollout(step, made, ofItem)
    case 'bake': {
      const hold = { weight: FULL, ms: step.everyMs ?? step.forMs }
      return step.gates.flatMap((gate) => made(step.id, gate, step.targets, [hold]))
    }
    case 'checklist':
      return step.items.flatMap((item) => ofItem(step.id, item))
    case 'capture':
    case 'effect':
    case 'adopt':
    case 'approve':
    case 'mode':
      return []
  }
}

function ofRollout(step: RolloutStep, made: Maker, ofItem: ItemMaker): readonly WatchedRule[] {
  const { id, targets, gates, guards, stages } = step
  return [
    ...[...gates, ...guards].flatMap((rule) => made(id, rule, targets, holdsOf(step))),
    ...stages.flatMap(({ weight, holdMs, gates: own = [], checklist = [] }) => [
      ...own.flatMap((rule) => made(id, rule, targets, [{ weight, ms: holdMs }])),
      ...checklist.flatMap((item) => ofItem(id, item)),
    ]),
  ]
}

const holdsOf = ({ stages }: RolloutStep): readonly Stretch[] =>
  stages.map(({ weight, holdMs }) => ({ weight, ms: holdMs }))

function maker(runbook: Runbook): Maker {
  return (step, rule, targets, cycle) => {
    const divided = comparesWithStable(rule)
    // With everyone on the canary nobody is left to compare with, and such a rule says nothing.
    const holds = cycle.filter(({ weight, ms }) => ms > 0 && !(divided && weight >= FULL))
    const alpha = isTest(rule.bound) ? alphaIn(runbook, rule) : null
    return targets.map((target): WatchedRule => {
      const referred = referredBy(rule, target, runbook)
      const unplayable = whyNot(rule, divided, holds, referred)
      return {
        step,
        rule,
        target,
        cycle: holds,
        divided,
        watch:
          rule.kind === 'gate' ? 'hold' : divided || referred?.of === 'measured' ? 'rollout' : 'throughout',
        ...(alpha === null ? {} : { alpha }),
        ...(referred === null ? {} : { referred }),
        ...(unplayable === null ? {} : { unplayable }),
      }
    })
  }
}

function whyNot(
  { each }: Rule,
  divided: boolean,
  holds: readonly Stretch[],
  referred: Referred | null,
): string | null {
  if (each !== undefined)
    return `it judges every ${each} for itself, and what was recorded is read as a whole`
  if (referred?.of === 'unknown') return referred.why
  if (holds.length > 0) return null
  return divided
    ? 'it compares with stable, and no stage holds a weight below 100 %'
    : 'no stage that it watches is held'
}

/** Null: it refers to nothing, to stable or to the objective of its signal. */
export function referredBy(
  { bound, signal }: Pick<Rule, 'bound' | 'signal'>,
  target: string,
  { steps, pace }: Runbook,
): Referred | null {
  if (!isRelative(bound)) return null
  switch (bound.of) {
    case 'slo':
    case 'stable':
      return null
    case 'recent':
      return { of: 'measured', by: recentRule(signal), spanMs: recentSpan(pace) }
    case 'baseline': {
      const captures = steps.filter((step) => step.kind === 'capture')
      if (captures.some(({ lastWeek }) => lastWeek.includes(signal)))
        return { of: 'unknown', why: 'its baseline is what was a week earlier, which is not read here' }
      const stated = captures.find((step) => step.stated[signal] !== undefined)?.stated[signal]
      if (stated !== undefined) return { of: 'number', value: stated }
      const kept = captures.find(({ kept: name }) => name !== undefined)?.kept
      if (kept !== undefined)
        return {
          of: 'unknown',
          why: `its baseline is what an earlier change has kept as ${kept}, which only a server knows`,
        }
      const capture = captures.find((step) => step.signals.includes(signal) && step.targets.includes(target))
      if (capture === undefined) return { of: 'unknown', why: 'no step captures its baseline' }
      return { of: 'measured', by: captureRule(signal), spanMs: capture.spanMs }
    }
  }
}
