/** Finds what would make the core impure: a clock, a random number, the surroundings of the process. */
import ts from 'typescript'

export type Impurity = { readonly line: number; readonly what: string }

/** Names that reach out of the language. None of them may be used in the core, whatever declares them. */
const surroundings = new Set([
  'process',
  'performance',
  'globalThis',
  'crypto',
  'require',
  'eval',
  'Function',
  'fetch',
  'setTimeout',
  'setInterval',
  'console',
  'navigator',
])
/** What `Date` may still be asked: to read a given time, never for the present one. */
const harmlessOfDate = new Set(['UTC', 'parse', 'prototype'])

/** What of a text has to be parsed at all: most files hold none of these names, nor an escape that could hide one. */
const suspicious = new RegExp(
  [
    `\\b(?:${[...surroundings, 'Date', 'Temporal'].join('|')})\\b`,
    String.raw`\bMath\b(?!\.(?!random\b)\w)`,
    String.raw`\bimport\b(?!\s*[\w{*'"])`,
    'node:',
    String.raw`\\`,
  ].join('|'),
)

export function impurities(fileName: string, text: string): Impurity[] {
  if (!suspicious.test(text)) return []
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true)
  const found: Impurity[] = []
  const visit = (node: ts.Node): void => {
    const what = impurity(node)
    if (what !== undefined) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, what })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function impurity(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return impureModule(node.moduleSpecifier)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return impureModule(node.arguments[0]) ?? 'import()'
  }
  if (ts.isIdentifier(node) && isReference(node)) return impureName(node)
  return undefined
}

function impureModule(specifier: ts.Expression | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined
  return specifier.text.startsWith('node:') ? specifier.text : undefined
}

function impureName(node: ts.Identifier): string | undefined {
  const { parent, text } = node
  if (surroundings.has(text)) return text
  const member =
    ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined
  switch (text) {
    case 'Date':
      if (ts.isNewExpression(parent)) return (parent.arguments ?? []).length === 0 ? 'new Date()' : undefined
      if (ts.isCallExpression(parent) && parent.expression === node) return 'Date()'
      if (isInstanceOf(parent)) return undefined
      return member !== undefined && harmlessOfDate.has(member)
        ? undefined
        : `Date.${member ?? '(as a value)'}`
    case 'Math':
      return member === undefined || member === 'random' ? `Math.${member ?? '(as a value)'}` : undefined
    case 'Temporal':
      return member === undefined || member === 'Now' ? `Temporal.${member ?? '(as a value)'}` : undefined
    default:
      return undefined
  }
}

/** Whether the name is read as a value: not a type, not the member of something, not being declared. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isTypeElement(parent)) return false
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === node
  return !('name' in parent && parent.name === node)
}

function isInstanceOf(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
}
