/**
 * One source file as it is packed: JavaScript, because Node strips no types below node_modules. It is stripped as Node
 * does it in a checkout, so each line and column stays where it was. Two things are written otherwise:
 *
 *   './worker.ts'   the name of a script of ours ends in `.js`, wherever it stands: in an import, or in a string that
 *                   leads a process, a thread or a pattern of files to it. No string may end in `.ts` otherwise.
 *   'yaml'          a package is imported from the file that it is bundled into.
 */
import { stripTypeScriptTypes } from 'node:module'
import { posix } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

export type Packed = {
  readonly text: string
  /** What is imported of each package that has to be bundled. */
  readonly wants: readonly Wanted[]
}

export type Wanted = { readonly of: string; readonly name: string }

export type Surroundings = {
  /** Every source file that is packed. */
  readonly sources: ReadonlySet<string>
  /** Packages that are found at run time. */
  readonly beside: readonly string[]
}

/** Throws where something is named that will not be there. */
export function asPacked(path: string, source: string, { sources, beside }: Surroundings): Packed {
  const code = stripTypeScriptTypes(source)
  const edits: Edit[] = []
  const wants: Wanted[] = []
  const fail = (at: number, what: string): never => {
    const line = code.slice(0, at).split('\n').length
    throw new Error(`${path}:${line}: ${what}`)
  }
  const takePackage = (specifier: Text, names: readonly string[]) => {
    const of = specifier.value
    if (of.startsWith('.') || of.startsWith('node:') || beside.includes(packageOf(of))) return
    wants.push(...names.map((name) => ({ of, name })))
    const to = posix.relative(posix.dirname(path), bundleOf(of))
    edits.push({ start: specifier.start + 1, end: specifier.end - 1, text: to })
  }
  const takeScript = (named: string, end: number) => {
    if (!leadsSomewhere(named, sources))
      fail(end, `"${named}" ends in .ts and names no file that is packed; name one, or end it otherwise`)
    edits.push({ start: end - '.ts'.length, end, text: '.js' })
  }
  visit(parseAst(code), (node, parents) => {
    if (isText(node) && node.value.endsWith('.ts')) takeScript(node.value, node.end - 1)
    if (node.type === 'TemplateElement' && node.tail === true) {
      const { raw } = node.value as { raw: string }
      if (raw.endsWith('.ts')) takeScript(raw, node.end)
    }
    const { source: from } = node
    if (!isImport(node) || !isNode(from) || !isText(from)) return
    if (node.type !== 'ImportExpression') return takePackage(from, namesIn(node))
    const names = namesTaken(parents)
    if (names.length === 0 && isPackage(from.value, beside))
      fail(
        node.start,
        `write const { … } = await import('${from.value}'), which says what of it has to be bundled`,
      )
    takePackage(from, names)
  })
  return { text: edited(code, edits), wants }
}

/** The file that holds a package, or an entry of it, beside `src` and `demo`. */
export const bundleOf = (specifier: string): string =>
  `packages/${specifier.replace('@', '').replace(/\.js$/, '').replaceAll('/', '-')}.js`

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isPackage = (specifier: string, beside: readonly string[]): boolean =>
  !specifier.startsWith('.') && !specifier.startsWith('node:') && !beside.includes(packageOf(specifier))

/** A pattern, or the end of a path. */
function leadsSomewhere(named: string, sources: ReadonlySet<string>): boolean {
  const end = named.slice(named.lastIndexOf('*') + 1).replace(/^(\.{0,2}\/)+/, '')
  if (sources.has(end)) return true
  const isPath = !end.startsWith('.')
  for (const source of sources) if (source.endsWith(isPath ? `/${end}` : end)) return true
  return false
}

// --- the tree of a file

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>
type Text = Node & { readonly value: string }
type Edit = { readonly start: number; readonly end: number; readonly text: string }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const isText = (node: Node): node is Text => node.type === 'Literal' && typeof node.value === 'string'

const isImport = ({ type }: Node): boolean =>
  ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].includes(type)

function visit(
  value: unknown,
  see: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see, parents)
  if (!isNode(value)) return
  see(value, parents)
  for (const part of Object.values(value)) visit(part, see, [value, ...parents])
}

/** `*` is everything. */
function namesIn({ type, specifiers }: Node): readonly string[] {
  if (type === 'ExportAllDeclaration') return ['*']
  return (specifiers as readonly Node[]).map((one) => {
    if (one.type === 'ImportDefaultSpecifier') return 'default'
    return one.type === 'ImportNamespaceSpecifier' ? '*' : nameOf(one.imported ?? one.local)
  })
}

/** Of `const { a, default: b } = await import(…)`: a and default. */
function namesTaken([waits, declared]: readonly Node[]): readonly string[] {
  const pattern =
    waits?.type === 'AwaitExpression' && declared?.type === 'VariableDeclarator' ? declared.id : null
  if (!isNode(pattern) || pattern.type !== 'ObjectPattern') return []
  return (pattern.properties as readonly Node[]).map(({ key }) => nameOf(key))
}

const nameOf = (node: unknown): string =>
  String((node as { name?: string; value?: string }).name ?? (node as { value?: string }).value)

function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((left, { start, end, text }) => left.slice(0, start) + text + left.slice(end), text)
}
