import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Delivery } from '../../ports/messenger.ts'

const SAID_MAX = 300
/** Of the 4xx statuses only these say that the same request may be welcome later. */
const LATER = new Set([408, 409, 425, 429])

type Answer = {
  readonly status: number
  readonly retryAfter: string | string[] | undefined
  readonly said: string
  readonly now: Instant
}

/**
 * 2xx is delivered; 5xx and a few others are worth another try; the rest, redirects among them, is refused for good.
 */
export function deliveryOf({ status, retryAfter, said, now }: Answer): Delivery {
  if (status >= 200 && status <= 299) return { delivered: true }
  const text = said
    .slice(0, SAID_MAX)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  const because = `the receiver answered ${status}${text === '' ? '' : `: ${text}`}`
  if (status < 500 && !LATER.has(status)) return { delivered: false, retry: false, because }
  const afterMs = typeof retryAfter === 'string' ? afterOf(retryAfter, now) : null
  return { delivered: false, retry: true, because, ...(afterMs === null ? {} : { afterMs }) }
}

/** Retry-After: seconds, or a date (RFC 9110, 10.2.3). Anything else is as if it were not there. */
function afterOf(value: string, now: Instant): Millis | null {
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const ms = /^[A-Z][a-z]+, .* GMT$/.test(value) ? Date.parse(value) - now : Number.NaN
  return Number.isNaN(ms) ? null : Math.max(ms, 0)
}
