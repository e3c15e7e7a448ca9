/** The largest plan or binding that is read, in UTF-16 code units. */
export const LARGEST_TEXT = 256 * 1024

export type Unplaced = { readonly code: string; readonly message: string; readonly remedy: string }

/** Why a text is not even looked at as YAML; null when it may be. */
export function unreadable(
  text: string,
): (Unplaced & { readonly line: number; readonly column: number }) | null {
  if (text.length > LARGEST_TEXT) {
    const message = `the file is larger than ${LARGEST_TEXT / 1024} KiB`
    return { line: 1, column: 1, code: 'too-large', message, remedy: 'split it into smaller plans' }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for.
  const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]|\p{Surrogate}/u.exec(text)
  if (odd === null) return null
  const before = text.slice(0, odd.index).split('\n')
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  const remedy = 'save it as UTF-8 and remove control characters'
  return { ...place, code: 'not-text', message: 'the file is not UTF-8 text', remedy }
}

const REMEDIES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two keys',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'remove the tag; only plain text, numbers, booleans, lists and maps are used here',
  BAD_ALIAS: 'define the anchor first, or write the value out',
  NON_STRING_KEY: 'put the key in quotes',
}

/** `line` is the text of the line with the error. */
export function yamlFault(
  error: { readonly code: string; readonly message: string },
  line: string,
): Unplaced {
  const why = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
  const code = error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml'
  const quotes = line.includes('${{')
    ? 'put the expression in quotes, as in { start: "${{ inputs.start }}" }'
    : 'correct the YAML here; quote text that holds : # { } [ ] or starts with %'
  return { code, message: `this is not valid YAML: ${why}`, remedy: REMEDIES[error.code] ?? quotes }
}
