import type { Rhythm } from '../../../binding/signal-binding.ts'
import { type Fault, fault, keyFault, type Path, warning } from '../../../document/finding.ts'
import { KINDS, type SignalKind } from '../../../signal/shape.ts'
import { formatDuration } from '../../../time/duration.ts'
import type { Millis } from '../../../time/instant.ts'
import type { Arranged } from '../../compile/arrange.ts'
import { LINE_SPAN } from '../../compile/compile-accept.ts'
import { GATE_SAMPLES, GUARD_SAMPLES } from '../../compile/compile-rule.ts'
import { type RuleIn, rulesIn } from '../../compile/rules-in.ts'
import type { Plan } from '../../schema/plan.ts'

/** What a signal is and how often it is measured, in each environment where the plan may run. */
export type Measured = Rhythm & { readonly kind: SignalKind }

/**
 * Rules that ask for more samples than their span can ever hold. A gauge has one sample an interval and a count one a
 * second, however many requests there are: such a guard never trips, and such a gate never passes.
 */
export function checkSamples(
  plan: Plan,
  steps: readonly Arranged[],
  measuredOf: (signal: string) => readonly Measured[],
): readonly Fault[] {
  return rulesIn(plan, steps).flatMap(({ rule, kind, within, path }) => {
    const span = spanOf(rule, within)
    if (span === null) return []
    const wanted = rule.minSamples ?? DEFAULTS[kind]
    const few = measuredOf(rule.signal)
      .map((measured) => ({ ...measured, most: mostIn(span, measured) }))
      .filter(({ most }) => most < wanted)
      .toSorted((a, b) => a.most - b.most)[0]
    if (few === undefined) return []
    const { most, intervalMs } = few
    const never = kind === 'guard' ? 'never trips' : 'never passes'
    const every = `${rule.signal} is read once every ${formatDuration(intervalMs)}`
    const message = `${every}: in ${formatDuration(span)} it has ${most} of the ${wanted} samples that are asked for, so this ${kind} ${never}`
    const remedy = `write minSamples: ${most} or less`
    return [warning(placeOf(rule, path)(message, remedy))]
  })
}

const DEFAULTS = { gate: GATE_SAMPLES, guard: GUARD_SAMPLES } as const

/** How far back it looks; null over a hold, which ends only once there are enough. */
function spanOf(rule: RuleIn['rule'], within: RuleIn['within']): Millis | null {
  const { over } = rule
  if ('for' in rule && rule.for !== undefined) return rule.lookback ?? rule.for
  if (typeof over === 'number') return over
  return within === 'line' || within === 'task' ? LINE_SPAN : null
}

/** Null of what is counted by requests: of those there may be any number. */
function mostIn(span: Millis, { kind, intervalMs }: Measured): number {
  switch (KINDS[kind].samples) {
    case 'requests':
      return Number.POSITIVE_INFINITY
    case 'readings':
      return Math.max(1, Math.floor(span / intervalMs))
    case 'seconds':
      return Math.floor(Math.max(span, intervalMs) / 1_000)
  }
}

const placeOf =
  ({ minSamples }: RuleIn['rule'], path: Path) =>
  (message: string, remedy: string): Fault =>
    minSamples === undefined
      ? keyFault([...path, 'signal'], 'too-few-samples', message, remedy)
      : fault([...path, 'minSamples'], 'too-few-samples', message, remedy)
