import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { entriesOf } from '../document/tree.ts'
import { hasExpression } from '../expression/template.ts'
import type { PlanLine } from '../plan/item/item.ts'

/** A list is the same for every plan: it holds lines, and neither other lists nor what only a plan could fill in. */
export function listFaults(path: Path, lines: readonly PlanLine[]): readonly Fault[] {
  return lines.flatMap((line, i) => {
    const at = [...path, i]
    const nested =
      line.use === undefined
        ? []
        : [keyFault([...at, 'use'], 'bad-value', 'a list holds no other list', 'write its lines out')]
    const expressions = entriesOf(line).flatMap(({ path: inside, leaf }) =>
      typeof leaf === 'string' && hasExpression(leaf)
        ? [
            fault(
              [...at, ...inside],
              'expression-place',
              'a list knows no inputs of a plan',
              'write the value itself, or the line into the plan',
            ),
          ]
        : [],
    )
    return [...nested, ...expressions]
  })
}
