/**
 * Which of some declared paths a request asks for: the first that fits, null when none does. A pattern is a path, with
 * `*` for one whole part of it, or at its end for all that is below. Never the path itself: there is no end of those.
 */
export type PathPatterns = (url: string) => string | null

export function pathPatterns(patterns: readonly string[]): PathPatterns {
  const split = patterns.map((pattern) => ({ pattern, parts: pattern.split('/') }))
  const longest = Math.max(0, ...split.map(({ parts }) => parts.length))
  return (url) => {
    // One part more than any pattern has: what comes behind it makes no difference.
    const asked = pathOf(url).split('/', longest + 1)
    return split.find(({ parts }) => fits(parts, asked))?.pattern ?? null
  }
}

function fits(parts: readonly string[], asked: readonly string[]): boolean {
  const isOpen = parts.at(-1) === '*'
  if (isOpen ? asked.length < parts.length : asked.length !== parts.length) return false
  return parts.every((part, i) => part === '*' || part === asked[i])
}

/** Without query and fragment; of a request to a proxy without scheme and host. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  const path = end < 0 ? url : url.slice(0, end)
  if (path.startsWith('/')) return path
  const host = path.indexOf('://')
  const begins = host < 0 ? -1 : path.indexOf('/', host + 3)
  return begins < 0 ? '/' : path.slice(begins)
}
