import type { Path } from '../../document/finding.ts'
import type { PlanGroup, PlanLine } from './item.ts'

/** The lines of a list with groups in it, each with its place. */
export function linesOf(
  accept: readonly (PlanLine | PlanGroup)[] | undefined,
  at: Path,
): readonly { readonly line: PlanLine; readonly path: Path }[] {
  return (accept ?? []).flatMap((one, i) =>
    'group' in one
      ? one.items.map((line, j) => ({ line, path: [...at, i, 'items', j] }))
      : [{ line: one, path: [...at, i] }],
  )
}
