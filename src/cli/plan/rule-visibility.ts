import { resolve } from 'node:path'
import { visibilityOf, visibilityWarnings } from '../../core/backtest/visibility.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { boundShapes } from '../../core/binding/bound-shapes.ts'
import { rhythmOf } from '../../core/binding/rhythm.ts'
import { own } from '../../core/document/tree.ts'
import { measure, merge } from '../../core/judge/measure.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { VisibleRule } from '../screen/visibility.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { chosenRules } from './chosen-rules.ts'
import { type CompiledPlan, compiledFrom } from './compiled-plan.ts'

export type VisibilityOptions = CompiledPlan & {
  readonly rps?: string
  readonly errors?: string
  readonly offline?: boolean
}

type Rate = { readonly rps: number; readonly errors: number }

export const VISIBILITY_SEED = 1
/** What is measured for a target when nobody says how much traffic it has. */
const MEASURED_OVER: Millis = 3_600_000
const STEP_MS: Millis = 15_000

/** How long each rule of a plan needs to see so many times the errors, at each stage. */
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
  const said = saidRate(options)
  const rateOf = said === null ? await measuredRates(rules, environment, options, terminal) : () => said
  return rules.map((watched): VisibleRule => {
    const { rule, target } = watched
    const shape = shapes(environment, rule.signal) ?? shapeByRules([rule])
    const rate = rateOf(rule.signal, target)
    const nothing = { watched, shape, rps: 0, errors: 0, stages: [], warnings: [] }
    const why = whyNot(watched, shape, rate)
    if (why !== null || typeof rate === 'string') return { ...nothing, why: why ?? String(rate) }
    const stages = visibilityOf(watched, {
      ...rate,
      stepMs: rhythmOf(bound, rule.signal)?.intervalMs ?? STEP_MS,
      direction: shape.direction,
      slo: own(bound?.signals, rule.signal)?.slo ?? null,
      seed: VISIBILITY_SEED,
    })
    return { ...nothing, ...rate, stages, warnings: visibilityWarnings(watched, stages), why: null }
  })
}

function whyNot({ unplayable }: WatchedRule, { kind }: SignalShape, rate: Rate | string): string | null {
  if (unplayable !== undefined) return unplayable
  if (kind !== 'ratio')
    return `how a ${kind} looks when it is worse is not known from its traffic: cutwater backtest shows how near it comes`
  return typeof rate === 'string' ? rate : null
}

function saidRate({ rps, errors = '0.5%' }: VisibilityOptions): Rate | null {
  if (rps === undefined) return null
  const each = Number(rps)
  if (rps.trim() === '' || !(each > 0 && each <= 1_000_000))
    throw new Fault(`--rps "${rps}" is no rate`, 'Write requests a second, such as 50.')
  const share = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(errors)?.[1]) / 100
  if (!(share >= 0 && share < 1))
    throw new Fault(
      `--errors "${errors}" is no share`,
      'Write how much fails while all is well, such as 0.5%.',
    )
  return { rps: each, errors: share }
}

/** What the sources of the binding have measured in the last hour; a sentence for what they have not. */
async function measuredRates(
  rules: readonly WatchedRule[],
  environment: string,
  { binding, offline }: VisibilityOptions,
  terminal: Terminal,
): Promise<(signal: string, target: string) => Rate | string> {
  if (binding === undefined || offline === true)
    throw new Fault(
      'how much traffic there is is not known',
      'Say it by --rps N and --errors 0.5%, or give --binding FILE whose Prometheus has measured it.',
    )
  const { recordedSources } = await import('../../compose/recorded-sources.ts')
  const bindingFile = resolve(terminal.cwd, binding)
  const {
    sources,
    shapes,
    whyNot: why,
    close,
  } = await recordedSources({
    bindingFile,
    environment,
    sleep: (ms) => terminal.sleep(ms),
  })
  const to = terminal.now()
  const found = new Map<string, Rate | string>()
  try {
    for (const { metrics, signals } of sources) {
      const those = rules.filter(
        ({ rule }) => signals.has(rule.signal) && shapes.get(rule.signal)?.kind === 'ratio',
      )
      const asked = {
        signals: [...new Set(those.map(({ rule }) => rule.signal))],
        targets: [...new Set(those.map(({ target }) => target))],
        from: to - MEASURED_OVER,
        to,
      }
      if (those.length === 0) continue
      for await (const { series } of metrics.pages(asked, terminal.stop))
        for (const one of series) {
          const key = JSON.stringify([one.signal, one.target])
          if ('unavailable' in one) found.set(key, one.unavailable)
          else {
            const all = one.recorded.map(({ whole }) => whole)
            const whole = merge(all)
            const { value } = measure(all)
            if (whole === null || value === null || whole.kind !== 'ratio') continue
            const measuredMs = all.reduce((sum, { span }) => sum + span, 0)
            const errors = shapes.get(one.signal)?.direction === 'lower' ? 1 - value : value
            found.set(key, { rps: whole.total / (measuredMs / 1_000), errors })
          }
        }
    }
  } finally {
    await close()
  }
  return (signal, target) =>
    found.get(JSON.stringify([signal, target])) ??
    `its traffic is not known: ${sources.some(({ signals }) => signals.has(signal)) ? 'nothing was measured in the last hour' : why(signal)}; give --rps`
}
