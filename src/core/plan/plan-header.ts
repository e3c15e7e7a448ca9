import { readDocument } from '../document/document.ts'
import { isTree } from '../document/tree.ts'
import type { Declarations } from './fill/inputs.ts'
import { inputs as inputsSchema } from './schema/inputs.ts'

/** What a plan without errors calls itself; null when it cannot be read. */
export function planHeader(text: string): { readonly name: string; readonly title: string } | null {
  const read = readDocument(text, '')
  if ('findings' in read || !isTree(read.document.root)) return null
  const { plan, title } = read.document.root
  return typeof plan === 'string' && typeof title === 'string' ? { name: plan, title } : null
}

/** What may be said when a plan without errors is run; null when it cannot be read. */
export function planInputs(text: string): Declarations | null {
  const read = readDocument(text, '')
  if ('findings' in read || !isTree(read.document.root)) return null
  const { data } = inputsSchema.safeParse(read.document.root.inputs ?? {})
  return data ?? null
}
