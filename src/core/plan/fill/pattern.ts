const MOST_REPEATS = 3

/**
 * Why a pattern may not be used, or null when it may. JavaScript's expressions backtrack; with no repeated group, no
 * back reference, few repeats and short text the work stays bounded for any pattern and any text.
 */
export function boundedPattern(pattern: string): { readonly wrong: string; readonly remedy: string } | null {
  try {
    new RegExp(pattern, 'u')
  } catch {
    return { wrong: 'is not a regular expression', remedy: 'write one such as v[0-9]+' }
  }
  const bare = pattern
    .replace(/\\\\/g, 'x')
    .replace(/\\[^dDwWsSbB0-9k]/g, 'x')
    .replace(/\[(?:\\.|[^\]\\])*\]/g, 'x')
  if (/\\[1-9]|\\k/.test(bare)) return { wrong: 'refers back to a group', remedy: 'write it without \\1' }
  if (/\)(?:[*+]|\{)/.test(bare))
    return { wrong: 'repeats a group', remedy: 'repeat single characters or [classes] only' }
  const repeats = bare.match(/[*+]|\{\d+,\d*\}|\{\d{3,}\}/g) ?? []
  if (repeats.length > MOST_REPEATS)
    return { wrong: `repeats more than ${MOST_REPEATS} times`, remedy: 'use fewer of * and +' }
  return null
}
