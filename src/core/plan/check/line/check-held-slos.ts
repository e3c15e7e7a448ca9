import { type Fault, keyFault, type Path } from '../../../document/finding.ts'
import { formatDuration } from '../../../time/duration.ts'
import type { Millis } from '../../../time/instant.ts'
import { type Arranged, isRollout } from '../../compile/arrange.ts'
import { boundsOf } from '../../compile/rules-in.ts'
import type { PlanLine } from '../../item/item.ts'
import { isRelative } from '../../rule/bound.ts'
import type { WrittenGate } from '../../rule/rule.ts'
import { spread } from '../../rule/spread.ts'

/** A stretch of the plan over which gates look, and the signals whose SLO they ask for. */
type Stretch = { readonly ms: Millis; readonly asks: ReadonlySet<string> }

/** Gates have to ask for every SLO, and for as long: what nobody has looked at could never be seen to hold. */
export function heldSlosFaults(line: PlanLine, path: Path, steps: readonly Arranged[]): readonly Fault[] {
  const { held, heldSlos } = line
  if (held?.slos === undefined) return []
  const place = [...path, 'held']
  const stretches = stretchesFrom(steps, held.since)
  if (stretches.length === 0)
    return [
      keyFault(
        place,
        'unknown-gate',
        'no stage of a rollout has this weight, so that nothing would have been seen',
        'write since: with the weight of a stage, or leave it out',
      ),
    ]
  // Which signals have an SLO is known with a binding.
  return (heldSlos ?? []).flatMap((signal) => {
    const ms = stretches.reduce((sum, { ms, asks }) => (asks.has(signal) ? sum + ms : sum), 0)
    if (ms === 0)
      return [
        keyFault(
          place,
          'unknown-gate',
          `${signal} has an SLO, and no gate over that time asks for it`,
          'add { slos: all } to the gates of the rollout, its stage or a bake after it',
        ),
      ]
    if (held.for === undefined || ms >= held.for) return []
    return [
      keyFault(
        place,
        'bad-value',
        `gates ask for the SLO of ${signal} over ${formatDuration(ms)}, and ${formatDuration(held.for)} are wanted`,
        `write for: ${formatDuration(ms)}, or add { slos: all } to the gates of a bake after it`,
      ),
    ]
  })
}

/** As the engine counts them: stages from the weight on, else each last one, and the bakes after the first of them. */
function stretchesFrom(steps: readonly Arranged[], since: number | undefined): readonly Stretch[] {
  let begun = false
  return steps.flatMap(({ item }): readonly Stretch[] => {
    if ('bake' in item) return begun ? [{ ms: item.bake.for, asks: sloSignals(item.bake.gates) }] : []
    if (!isRollout(item)) return []
    const { stages: written, gates = [] } = item.rollout
    const stages = written.filter(({ when }) => when !== false)
    const from = since ?? stages.at(-1)?.weight ?? 0
    const counted = stages.filter(({ weight }) => weight >= from)
    begun ||= counted.length > 0
    return counted.map(({ hold, gates: own = [] }) => ({ ms: hold, asks: sloSignals([...gates, ...own]) }))
  })
}

const sloSignals = (gates: readonly WrittenGate[] | undefined): ReadonlySet<string> =>
  new Set(
    spread(gates).flatMap(({ rule }) =>
      boundsOf(rule).some(
        ({ value }) => isRelative(value) && value.of === 'slo' && value.times === 1 && value.plus === 0,
      )
        ? [rule.signal]
        : [],
    ),
  )
