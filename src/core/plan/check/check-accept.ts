import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import type { Arranged } from '../compile/arrange.ts'
import { rulesNamed } from '../compile/compile-accept.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import type { Plan } from '../schema/plan.ts'
import { duplicateIds } from './check-steps.ts'

/** What is wrong with the checklist. */
export function checkAccept(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const lines = linesOf(plan.accept, ['accept'])
  const written = lines.flatMap(({ line: { id }, path }) => (id === undefined ? [] : [{ id, path }]))
  return [...duplicateIds(written), ...lines.flatMap(({ line, path }) => checkLine(line, path, steps))]
}

function checkLine(item: PlanLine, path: Path, steps: readonly Arranged[]): readonly Fault[] {
  const faults: Fault[] = []
  if (item.with !== undefined && item.action === undefined)
    faults.push(keyFault([...path, 'with'], 'unknown-key', '`with` belongs to an action', 'remove it'))
  if (item.timeLimit !== undefined && item.action === undefined && item.flag === undefined)
    faults.push(
      keyFault([...path, 'timeLimit'], 'unknown-key', 'this check takes no time', 'remove timeLimit'),
    )
  if (item.until !== undefined && item.person === undefined)
    faults.push(keyFault([...path, 'until'], 'unknown-key', '`until` belongs to a person', 'remove it'))
  if (item.held === undefined || item.held.slos !== undefined || item.when === false) return faults
  const { gate, signal } = item.held
  const found = rulesNamed(steps, item.held)
  const all = rulesNamed(steps, {})
  if (found.length === 0)
    faults.push(
      fault(
        [...path, 'held'],
        'unknown-gate',
        `no rollout has a gate ${gate === undefined ? `on ${signal}` : gate}`,
        didYouMean(
          gate ?? signal ?? '',
          all.map((rule) => (gate === undefined ? rule.signal : rule.gate)),
        ),
      ),
    )
  if (found.length > 1)
    faults.push(
      fault(
        [...path, 'held'],
        'unknown-gate',
        `${found.length} gates are meant by ${gate ?? signal}`,
        `give each an id and write held: { gate: ${found[0]?.gate} }`,
      ),
    )
  return faults
}
