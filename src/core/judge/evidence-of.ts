import { type Gap, unseenMs } from './gap.ts'
import { isTrue, type Measurement, resolve } from './measure.ts'
import type { Relative } from './reference.ts'
import { isRelative, type Rule } from './rule.ts'
import type { Evidence } from './verdict.ts'

/** The numbers behind one evaluation. `number`: what its reference was found to be. */
export function evidenceOf(
  rule: Rule,
  here: Measurement,
  stable: Measurement,
  { from, to }: Gap,
  gaps: readonly Gap[],
  number: number | null = null,
): Evidence {
  const bound = resolve(rule, number)
  const isOfStable = isRelative(rule.bound) && rule.bound.of === 'stable'
  const bad = (m: Measurement) =>
    m.value !== null &&
    m.samples >= rule.minSamples &&
    bound !== null &&
    isTrue(bound, m.value) === (rule.kind === 'guard')
  const unseen = unseenMs(gaps, from, to)
  return {
    signal: rule.signal,
    bound: bound ?? rule.bound,
    value: here.value,
    samples: here.samples,
    minSamples: rule.minSamples,
    from,
    to,
    ...(unseen === 0 ? {} : { unseenMs: unseen }),
    stable: stable.samples === 0 ? null : stable,
    sharedIncident: !isOfStable && bad(here) && bad(stable),
    ...(isRelative(rule.bound) && number !== null ? { refersTo: referenceOf(rule.bound, number) } : {}),
  }
}

const referenceOf = ({ of, times, plus }: Relative, number: number) => ({ of, times, plus, number })
