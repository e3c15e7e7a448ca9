import { type Fault, fault, type Path } from './finding.ts'

/** Of names that have to differ, those that stand a second time. */
export function duplicateIds(
  named: readonly { readonly id: string; readonly path: Path }[],
): readonly Fault[] {
  const taken = new Set<string>()
  return named.flatMap(({ id, path }) => {
    if (taken.has(id))
      return [fault([...path, 'id'], 'duplicate-id', `the id ${id} is taken already`, 'give it another id')]
    taken.add(id)
    return []
  })
}
