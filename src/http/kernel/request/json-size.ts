/** How much a text in JSON asks for, found in one pass before anything is made of it. What is empty counts twice. */
export type JsonSize = { readonly depth: number; readonly values: number }

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Of a text that is no JSON it is what a reader would meet until its fault, at least. */
export function jsonSize(text: string): JsonSize {
  let open = 0
  let depth = 0
  let values = 1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++)
        if (text.charCodeAt(i) === BACKSLASH) i++
    } else if (code === 0x7b || code === 0x5b) {
      values++
      if (++open > depth) depth = open
    } else if (code === 0x7d || code === 0x5d) open--
    else if (code === 0x2c) values++
  }
  return { depth, values }
}
