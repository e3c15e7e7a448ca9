import { readDocument } from './document.ts'
import { isTree } from './tree.ts'

/** What a plan without errors calls itself; null when it cannot be read. */
export function planHeader(text: string): { readonly name: string; readonly title: string } | null {
  const read = readDocument(text, '')
  if ('findings' in read || !isTree(read.document.root)) return null
  const { plan, title } = read.document.root
  return typeof plan === 'string' && typeof title === 'string' ? { name: plan, title } : null
}
