export type JsonPosition = { readonly line: number; readonly column: number; readonly found: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them within strings.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const SPACE = /[ \t\n\r]*/y

/**
 * Where a text stops being JSON; null when it is JSON. The runtime's own parser names a position for some faults
 * only. Both numbers count from 1. Ours, and not jsonc-parser's: that one calls itself for each bracket, so a body
 * of 5,000 brackets ends it with a RangeError, and it reads on after the first fault. This one keeps a list of what
 * is open.
 */
export function jsonFault(text: string): JsonPosition | null {
  const open: ('{' | '[')[] = []
  let at = 0
  let want: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'end' = 'value'
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return false
    at += match[0].length
    return true
  }
  const afterValue = () => (open.length === 0 ? 'end' : 'comma-or-end')
  const close = () => {
    open.pop()
    at += 1
    return afterValue()
  }
  for (;;) {
    take(SPACE)
    const char = text[at]
    if (want === 'end') return char === undefined ? null : place(text, at)
    if (want === 'colon') {
      if (char !== ':') return place(text, at)
      at += 1
      want = 'value'
    } else if (want === 'comma-or-end') {
      const inside = open.at(-1)
      if (char === ',') {
        at += 1
        want = inside === '{' ? 'key' : 'value'
      } else if (char === (inside === '{' ? '}' : ']')) want = close()
      else return place(text, at)
    } else if (want === 'key' || want === 'key-or-end') {
      if (want === 'key-or-end' && char === '}') want = close()
      else if (take(STRING)) want = 'colon'
      else return place(text, at)
    } else if (want === 'value-or-end' && char === ']') want = close()
    else if (char === '{' || char === '[') {
      open.push(char)
      at += 1
      want = char === '{' ? 'key-or-end' : 'value-or-end'
    } else if (take(STRING) || take(OTHER)) want = afterValue()
    else return place(text, at)
  }
}

/** Where in a text: for people, so that they find it. */
export function place(text: string, at: number): JsonPosition {
  const lines = text.slice(0, at).split('\n')
  const found =
    at >= text.length ? 'the end' : JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, found }
}
