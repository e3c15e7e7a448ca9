import { placeOf } from '../../address/place-of.ts'

/** Requests to an address, and to all below it. */
export type Lead = {
  /** As a binding has it: with a path, where several targets share a host. */
  readonly from: string
  /** The origin that is asked instead; null: it is asked as ever. */
  readonly to: string | null
  /** Whether what is asked there hears the host of `from`, as it does from a proxy; a side is asked by its own. */
  readonly keepsHost: boolean
}

/** Where a request really goes, its path and query kept; `host`: the name by which it asked. */
export type LedRequest = { readonly url: string; readonly host: string | null; readonly scheme: string }

/** The longest address that a URL lies under. */
export function leadOf(url: string, leads: readonly Lead[]): Lead | null {
  const { origin, rest } = placeOf(url)
  let best: { lead: Lead; length: number } | null = null
  for (const lead of leads) {
    const from = placeOf(lead.from)
    const path = from.rest.replace(/[?#].*$/, '').replace(/\/+$/, '')
    if (origin !== from.origin || !isUnder(rest, path)) continue
    if (best === null || path.length > best.length) best = { lead, length: path.length }
  }
  return best?.lead ?? null
}

const isUnder = (rest: string, path: string): boolean =>
  rest.startsWith(path) && /^($|[/?#])/.test(rest.slice(path.length))

/** Null: it goes where it says. */
export function ledRequest(url: string, leads: readonly Lead[]): LedRequest | null {
  const lead = leadOf(url, leads)
  if (lead?.to == null) return null
  const { rest } = placeOf(url)
  const [, scheme = 'http', host = ''] = /^(https?):\/\/([^/?#]+)/i.exec(url) ?? []
  return {
    url: `${lead.to}${rest}`,
    host: lead.keepsHost ? host : null,
    scheme: scheme.toLowerCase(),
  }
}

/** What a proxy says of a request that it passes on. */
export const forwardedHeaders = ({ host, scheme }: LedRequest): Readonly<Record<string, string>> =>
  host === null ? {} : { host, 'x-forwarded-host': host, 'x-forwarded-proto': scheme }
