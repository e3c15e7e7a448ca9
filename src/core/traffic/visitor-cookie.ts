/**
 * The cookie by which a visitor without a user id stays on their side. Every proxy of a site has to set it alike, or a
 * visitor who meets another of them is drawn anew.
 */
export type VisitorCookie = {
  readonly name: string
  readonly maxAgeSeconds: number
  readonly secure: boolean
  readonly sameSite: SameSite
}

export const SAME_SITES = ['Lax', 'Strict', 'None'] as const
export type SameSite = (typeof SAME_SITES)[number]

export const USUAL_COOKIE: VisitorCookie = {
  name: 'cutwater-subject',
  maxAgeSeconds: 24 * 60 * 60,
  secure: false,
  sameSite: 'Lax',
}

/** Letters that need no quotes anywhere: in a header, in a configuration, in a pattern. */
export const COOKIE_NAME = /^[A-Za-z0-9_-]{1,100}$/
/** Browsers keep none for longer than 400 days (RFC 6265bis, 5.5). */
export const MAX_AGE_MOST_S = 400 * 24 * 60 * 60

/** All that follows the value in `Set-Cookie`. */
export function cookieAttributes({ maxAgeSeconds, secure, sameSite }: VisitorCookie): string {
  return `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`
}

/** Why browsers would drop it without a word; null when they keep it. */
export function whyDropped({ name, secure, sameSite }: VisitorCookie): string | null {
  if (secure) return null
  if (sameSite === 'None') return 'a cookie with SameSite None is dropped unless it is secure'
  const [prefix] = /^__(?:Secure|Host)-/i.exec(name) ?? []
  return prefix === undefined
    ? null
    : `a cookie whose name begins with ${prefix} is dropped unless it is secure`
}
