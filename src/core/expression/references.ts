import type { ASTNode } from '@marcbachmann/cel-js'

/** What an expression speaks of. */
export type References = {
  readonly inputs: readonly Reference[]
  readonly facts: readonly Reference[]
  readonly steps: readonly string[]
  /** `inputs` or `steps` as a whole, or with a computed name: what is meant cannot be known. */
  readonly computed: readonly ('inputs' | 'steps')[]
  readonly calls: readonly string[]
}

/** A name and where in the expression's text it stands. */
export type Reference = { readonly name: string; readonly start: number; readonly end: number }

type Found = {
  inputs: Reference[]
  facts: Reference[]
  steps: string[]
  computed: ('inputs' | 'steps')[]
  calls: string[]
}

export function referencesOf(ast: ASTNode): References {
  const found: Found = { inputs: [], facts: [], steps: [], computed: [], calls: [] }
  visit(ast, found)
  return found
}

function visit(node: ASTNode, found: Found): void {
  const member = memberOf(node)
  if (member?.of === 'inputs')
    found.inputs.push({ name: member.name, start: node.range.start, end: node.range.end })
  else if (member?.of === 'steps') found.steps.push(member.name)
  else if (node.op === 'id' && (node.args === 'inputs' || node.args === 'steps'))
    found.computed.push(node.args)
  else if (node.op === 'id' && (node.args === 'environment' || node.args === 'version'))
    found.facts.push({ name: node.args, start: node.range.start, end: node.range.end })
  else {
    if (node.op === 'call' || node.op === 'rcall') found.calls.push(node.args[0])
    for (const child of nodesIn(node.args)) visit(child, found)
  }
}

/** `inputs.a`, `inputs["a"]`, and the same of steps. */
function memberOf(node: ASTNode): { of: 'inputs' | 'steps'; name: string } | null {
  if (node.op !== '.' && node.op !== '[]') return null
  const [object, key] = node.args
  if (object.op !== 'id' || (object.args !== 'inputs' && object.args !== 'steps')) return null
  if (typeof key === 'string') return { of: object.args, name: key }
  return key.op === 'value' && typeof key.args === 'string' ? { of: object.args, name: key.args } : null
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
