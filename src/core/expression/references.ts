import type { ASTNode } from '@marcbachmann/cel-js'
import { FACT_VARIABLES } from './facts.ts'

/** What an expression speaks of. */
export type References = {
  readonly inputs: readonly Reference[]
  readonly facts: readonly Reference[]
  readonly steps: readonly string[]
  /** `inputs`, `steps`, `change` or `window` as a whole, or with a computed name: what is meant cannot be known. */
  readonly computed: readonly string[]
  readonly calls: readonly string[]
}

/** A name and where in the expression's text it stands. */
export type Reference = { readonly name: string; readonly start: number; readonly end: number }

type Found = {
  inputs: Reference[]
  facts: Reference[]
  steps: string[]
  computed: string[]
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
  else if (member !== null)
    found.facts.push({ name: `${member.of}.${member.name}`, start: node.range.start, end: node.range.end })
  else if (node.op === 'id' && KEYED.includes(node.args)) found.computed.push(node.args)
  else if (node.op === 'id' && (node.args === 'environment' || node.args === 'version'))
    found.facts.push({ name: node.args, start: node.range.start, end: node.range.end })
  else {
    if (node.op === 'call' || node.op === 'rcall') found.calls.push(node.args[0])
    for (const child of nodesIn(node.args)) visit(child, found)
  }
}

const KEYED: readonly string[] = ['inputs', 'steps', ...FACT_VARIABLES]

/** `inputs.a`, `inputs["a"]`, and the same of steps and of facts with keys. */
function memberOf(node: ASTNode): { of: string; name: string } | null {
  if (node.op !== '.' && node.op !== '[]') return null
  const [object, key] = node.args
  if (object.op !== 'id' || !KEYED.includes(object.args)) return null
  if (typeof key === 'string') return { of: object.args, name: key }
  return key.op === 'value' && typeof key.args === 'string' ? { of: object.args, name: key.args } : null
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
