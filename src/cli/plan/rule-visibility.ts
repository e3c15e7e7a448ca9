import type { Traffic } from '../../core/backtest/usual-traffic.ts'
import { type StageVisibility, visibilityOf } from '../../core/backtest/visibility.ts'
import { visibilityWarnings } from '../../core/backtest/visibility-warnings.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { boundShapes } from '../../core/binding/bound-shapes.ts'
import { rhythmOf } from '../../core/binding/rhythm.ts'
import { own } from '../../core/document/tree.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { VisibleRule } from '../screen/visibility.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { chosenRules } from './chosen-rules.ts'
import { compiledFrom } from './compiled-plan.ts'
import { isPlayed, measuredTraffic } from './measured-traffic.ts'
import { saidTraffic, type VisibilityOptions } from './said-traffic.ts'

export const VISIBILITY_SEED = 1
const STEP_MS: Millis = 15_000

/** How long each rule of a plan needs to see a canary that is so much worse, at each stage. */
export async function ruleVisibility(
  plan: string,
  inputs: readonly string[],
  options: VisibilityOptions,
  terminal: Terminal,
): Promise<readonly VisibleRule[]> {
  const { runbook, binding } = compiledFrom(plan, inputs, options, terminal)
  const { environment } = runbook
  const bound = own(binding?.environments ?? {}, environment)
  const shapes = binding === null ? () => null : boundShapes(binding)
  const rules = chosenRules(runbook, undefined)
  const rateOf = saidTraffic(options) ?? (await measuredTraffic(rules, environment, options, terminal))
  const shapeOf = (signal: string) =>
    shapes(environment, signal) ??
    shapeByRules(rules.flatMap(({ rule }) => (rule.signal === signal ? [rule] : [])))
  const play = playedOnce(terminal)
  return rules.map((watched): VisibleRule => {
    const { rule, target } = watched
    const shape = shapeOf(rule.signal)
    const rate = whyNot(watched, shape) ?? rateOf(rule.signal, target, shape)
    const none = { watched, shape, rps: 0, usual: null, stages: [], warnings: [] }
    if (typeof rate === 'string') return { ...none, why: rate }
    const stages = play(watched, {
      ...rate,
      stepMs: rhythmOf(bound, rule.signal)?.intervalMs ?? STEP_MS,
      direction: shape.direction,
      slo: own(bound?.signals, rule.signal)?.slo ?? null,
      seed: VISIBILITY_SEED,
    })
    const warnings = visibilityWarnings(watched, rate.usual.kind, stages)
    return { ...none, ...rate, stages, warnings, why: null }
  })
}

/** Says what it plays where somebody waits; targets with the same traffic are played as one. */
function playedOnce({ live, note }: Terminal) {
  const played = new Map<string, readonly StageVisibility[]>()
  return (watched: WatchedRule, traffic: Traffic): readonly StageVisibility[] => {
    const key = JSON.stringify([{ ...watched, target: null }, traffic])
    const before = played.get(key)
    if (before !== undefined) return before
    if (live) note(`playing ${watched.rule.id} on ${watched.target}`)
    const stages = visibilityOf(watched, traffic)
    played.set(key, stages)
    return stages
  }
}

function whyNot({ unplayable }: WatchedRule, { kind }: SignalShape): string | null {
  if (unplayable !== undefined) return unplayable
  return isPlayed(kind)
    ? null
    : `how a ${kind} looks when it is worse is not known from its traffic: cutwater backtest shows how near it comes`
}
