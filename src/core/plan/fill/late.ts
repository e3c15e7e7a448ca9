import type { Path } from '../../document/finding.ts'
import { flagName, slug } from '../../document/leaf.ts'
import { at, entriesOf, isTree, own, type Tree } from '../../document/tree.ts'
import type { CelType, Scope } from '../../expression/expression.ts'

/** Where a value may wait for the outputs of earlier steps. */
export function mayRunLate(path: Path): boolean {
  const [above, last] = [path.at(-2), path.at(-1)]
  if (above === 'with') return true
  if (above === 'flags') return last !== 'lock' && last !== 'targets'
  return (last === 'version' && path.length > 1) || (above === 'flag' && last === 'equals')
}

const OUTPUT_TYPES: Readonly<Record<string, CelType>> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
}

/** Declared outputs by the id of their step; found wherever steps can stand, whatever else is wrong with the plan. */
export function outputsIn(root: Tree): Scope['steps'] {
  const found: [string, Record<string, CelType>][] = []
  const groups = { steps: root.steps, phases: root.phases }
  for (const { path, leaf } of entriesOf(groups)) {
    if (path.at(-1) !== 'outputs' || !isTree(leaf)) continue
    const step = at(groups, path.slice(0, -1))
    const id = isTree(step) ? idOf(step) : null
    const types = Object.entries(leaf).flatMap(([name, type]) => {
      if (!isName(flagName, name)) return []
      const cel = typeof type === 'string' ? own(OUTPUT_TYPES, type) : undefined
      return cel === undefined ? [] : [[name, cel] as const]
    })
    if (id !== null && isName(slug, id)) found.push([id, Object.fromEntries(types)])
  }
  return Object.fromEntries(found)
}

/** As the schema wants it: what is written otherwise is refused there, and is nothing that CEL could name. */
const isName = (kind: typeof slug, text: string): boolean => kind.safeParse(text).success

function idOf(step: Tree): string | null {
  if (typeof step.id === 'string') return step.id
  if (typeof step.deploy === 'string') return `deploy-${step.deploy}`
  if (isTree(step.capture)) return 'capture'
  return typeof step.action === 'string' ? `action-${step.action}` : null
}
