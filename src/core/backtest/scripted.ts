import type { Sample } from '../judge/sample.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Script } from '../simulate/script.ts'
import { virtualSignals } from '../simulate/virtual-signal.ts'
import { VirtualWorld } from '../simulate/virtual-world.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Split } from '../traffic/desired.ts'
import type { WatchedRule } from './watched-rules.ts'

/** What both sides of a target would show while the holds of a rule go by, in the world of a script. */
export function scriptedSeries(
  { rule, target, cycle }: WatchedRule,
  runbook: Runbook,
  script: Script,
  shapeOf: (signal: string) => SignalShape | null,
  { start, stepMs }: { readonly start: Instant; readonly stepMs: Millis },
): {
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  readonly to: Instant
  readonly shape: SignalShape | null
} {
  const settled = { ...script, proxiesTake: 0, scrapeLag: 0 }
  const world = new VirtualWorld(
    settled,
    start,
    new Map([[target, 'blue']]),
    virtualSignals(runbook, shapeOf),
  )
  let to = start
  for (const { weight, ms } of cycle) {
    const split: Split = { mode: 'open', weight, cohort: target, segments: [], headerOverride: false }
    world.obey({ order: 'split', target, split }, to)
    to += Math.max(1, Math.ceil(ms / stepMs)) * stepMs
  }
  to = Math.min(to, start + script.until)
  const measured = (slot: 'canary' | 'stable') => world.measure(target, slot, rule, start, to, stepMs)
  return { canary: measured('canary'), stable: measured('stable'), to, shape: world.shapeOf(rule.signal) }
}
