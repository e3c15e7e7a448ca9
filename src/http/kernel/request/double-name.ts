import { type JsonPosition, place } from './json-position.ts'

/** A text, a name when a colon follows; or where an object or a list begins or ends. */
const PIECE = /("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)|[{}[\]]/g

/**
 * The first name that an object gives twice, in a text that is JSON; null when none does. Readers differ in which of
 * the two counts (RFC 8259, section 4), so what a proxy or a log saw may not be what is done.
 */
export function doubleName(text: string): (JsonPosition & { readonly name: string }) | null {
  const open: Set<string>[] = []
  for (const { 0: piece, 1: quoted, 2: colon, index } of text.matchAll(PIECE)) {
    if (quoted === undefined) {
      if (piece === '{' || piece === '[') open.push(new Set())
      else open.pop()
    } else if (colon === ':') {
      const name: string = JSON.parse(quoted)
      const names = open.at(-1)
      if (names?.has(name)) return { ...place(text, index), name }
      names?.add(name)
    }
  }
  return null
}
