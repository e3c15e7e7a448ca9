const LEFT_OUT = '[left out]'

/**
 * Takes out of a text what looks like a credential: our own tokens and webhook secrets, keys, users
 * and passwords in addresses, bearer and basic credentials, and values of words such as password= and token=.
 */
export function withoutCredentials(text: string): string {
  return PATTERNS.reduce((left, [pattern, by]) => left.replace(pattern, by), text)
}

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, LEFT_OUT],
  [/\b(cw|cwc|cws)_[\w-]{20,}/g, LEFT_OUT],
  [/\bwhsec_[\w+/=-]{8,}/g, LEFT_OUT],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s"'@]*@/gi, `$1${LEFT_OUT}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${LEFT_OUT}`],
  [
    /\b(?!secret:\S)([\w-]*(?:password|passwd|secret|token|api[_-]?key)[\w-]*["']?\s*[=:]\s*["']?)(?!secret:)[^\s"'&,;}]{4,}/gi,
    `$1${LEFT_OUT}`,
  ],
]

/** Keys of a binding below which anything may stand: what commands and calls are given. */
export const GIVEN_KEYS: ReadonlySet<string> = new Set(['env', 'headers', 'body', 'with'])

const SECRET_KEY = /password|passwd|secret|token|api[_-]?key/i

/**
 * A document as it may be shown: every text by `show`, and left out what stands below one of these keys, or as a text
 * below a key that speaks of a secret. `secret:NAME` names one, and is none.
 */
export function documentWithoutCredentials(
  value: unknown,
  show: (text: string) => string = withoutCredentials,
  leftOut: ReadonlySet<string> = new Set(),
): unknown {
  const walk = (of: unknown, key: string, isOut: boolean): unknown => {
    if (Array.isArray(of)) return of.map((each) => walk(each, key, isOut))
    if (of !== null && typeof of === 'object')
      return Object.fromEntries(
        Object.entries(of).map(([name, each]) => [name, walk(each, name, isOut || leftOut.has(name))]),
      )
    if (isOut) return LEFT_OUT
    if (typeof of !== 'string') return of
    return SECRET_KEY.test(key) && !of.startsWith('secret:') ? LEFT_OUT : show(of)
  }
  return walk(value, '', false)
}
