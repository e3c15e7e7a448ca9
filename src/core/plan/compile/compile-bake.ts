import type { BakeStep } from '../../runbook/waiting-steps.ts'
import { formatDuration } from '../../time/duration.ts'
import { spread } from '../rule/spread.ts'
import type { PlanBake } from '../step/bake.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { compileLines } from './compile-lines.ts'
import { compileGate, gateId } from './compile-rule.ts'
import type { Whole } from './whole.ts'

export function compileBake(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { bake, title }: PlanBake,
  whole: Whole,
): BakeStep {
  const { setting } = whole
  const { pace } = setting
  const checklist = compileLines([], undefined, whole, bake.gates)
  const gates = spread(bake.gates).map(({ rule }) => rule)
  const ids = uniqueNames(gates.map((gate) => ({ written: gate.id, made: gateId(gate) })))
  return {
    kind: 'bake',
    id,
    title: title ?? `Watch for ${formatDuration(bake.for)}`,
    after,
    forMs: pace(bake.for),
    ...(bake.every === undefined ? {} : { everyMs: pace(bake.every) }),
    gates: gates.map((gate, i) => compileGate(gate, ids[i] as string, pace)),
    ...(checklist.length === 0 ? {} : { checklist }),
    targets: [...(bake.targets ?? setting.targets)].sort(),
  }
}
