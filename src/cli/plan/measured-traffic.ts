import { resolve } from 'node:path'
import type { Recorded } from '../../core/backtest/recorded.ts'
import type { Usual } from '../../core/backtest/usual-traffic.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { measure, merge } from '../../core/judge/measure.ts'
import type { Direction, SignalShape } from '../../core/signal/shape.ts'
import type { Millis } from '../../core/time/instant.ts'
import { Fault } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Rate, RateOf, VisibilityOptions } from './said-traffic.ts'

/** What is measured for a target when nobody says how much traffic it has. */
const MEASURED_OVER: Millis = 3_600_000

/** Of other kinds it is not known what they look like when they are worse. */
export const isPlayed = (kind: SignalShape['kind']): kind is Usual['kind'] =>
  kind === 'ratio' || kind === 'distribution'

/** What the sources of the binding have measured in the last hour; a sentence for what they have not. */
export async function measuredTraffic(
  rules: readonly WatchedRule[],
  environment: string,
  { binding, offline }: VisibilityOptions,
  terminal: Terminal,
): Promise<RateOf> {
  if (binding === undefined || offline === true)
    throw new Fault(
      'how much traffic there is is not known',
      'Say it by --rps N, --errors 0.5% and --latency 80ms/215ms, or give --binding FILE whose Prometheus has measured it.',
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
        ({ rule }) => signals.has(rule.signal) && isPlayed(shapes.get(rule.signal)?.kind ?? 'gauge'),
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
            const rate = rateIn(one.recorded, shapes.get(one.signal)?.direction ?? 'higher')
            if (rate !== null) found.set(key, rate)
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

/** Null: nobody came. */
function rateIn(recorded: readonly Recorded[], direction: Direction): Rate | null {
  const all = recorded.map(({ whole }) => whole)
  const together = merge(all)
  const { value, samples } = measure(all)
  if (together === null || value === null) return null
  const rps = samples / (all.reduce((sum, { span }) => sum + span, 0) / 1_000)
  if (together.kind === 'ratio')
    return { rps, usual: { kind: 'ratio', errors: direction === 'lower' ? 1 - value : value } }
  const { edges, counts, quantile } = together
  return { rps, usual: { kind: 'distribution', histogram: { edges, counts }, quantile } }
}
