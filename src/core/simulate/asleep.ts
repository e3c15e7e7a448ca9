import type { Change } from '../change/state/change.ts'
import { lookbackOf } from '../judge/observe.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Script } from './script.ts'

/**
 * From when on a paused change only waits for a person: nothing is due any more before `due`, the world shows what it
 * has shown for as long as any rule looks back, and nothing came of it. Infinity where that is not so.
 */
export function asleepFrom(
  change: Change,
  { evidence, probes, until }: Script,
  start: Instant,
  { due, lastAt }: { readonly due: Instant; readonly lastAt: Instant },
): Instant {
  if (change.status !== 'paused' || due < start + until) return Number.POSITIVE_INFINITY
  const edges = [...evidence, ...probes].flatMap(({ from, until: end }) => [
    from,
    ...(end === undefined ? [] : [end]),
  ])
  return Math.max(lastAt, ...edges.map((offset) => start + offset)) + looksBack(change.runbook)
}

/** How long what was measured before can still decide something. Gates look at a hold, and decide nothing meanwhile. */
function looksBack(runbook: Runbook): Millis {
  const spans = rulesOf(runbook).map(({ rule }) => {
    const lookback = lookbackOf(rule)
    const forMs = rule.form.form === 'for' ? rule.form.ms : 0
    const { afterMs } = rule.noData
    return (lookback === 'hold' ? 0 : lookback) + forMs + afterMs
  })
  return Math.max(0, ...spans) + MARGIN_MS
}

const MARGIN_MS: Millis = 60_000
