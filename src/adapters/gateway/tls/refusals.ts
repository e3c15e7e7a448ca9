import type { TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { networkReason } from '../../../ports/network-reason.ts'
import { namesIn } from './names.ts'

/** The same is told once a minute, and not once a knock. */
const TELL_EVERY_MS = 60_000
/** So many different ones a minute: callers who are not known choose what their certificates say. */
const TOLD_MAX = 50
const WORD_MAX = 200

type Told = Readonly<Record<string, string | readonly string[] | undefined>>

/** Tells the log whom the admin channel refused, and why. `now` in milliseconds of any clock that only goes on. */
export function refusals(log: Logger, now: () => number): (told: Told) => void {
  const told = new Set<string>()
  let since = now()
  return (about) => {
    if (now() - since >= TELL_EVERY_MS) {
      told.clear()
      since = now()
    }
    const key = JSON.stringify(about)
    if (told.has(key) || told.size > TOLD_MAX) return
    told.add(key)
    if (told.size > TOLD_MAX) return log.warn('more admin connections were refused than are told in a minute')
    log.warn(about, 'an admin connection was refused')
  }
}

/** Why this connection may not be heard, and whose it is; null for one whose certificate was signed as it has to be. */
export function whyRefused(socket: TLSSocket): Told | null {
  const shown = socket.getPeerCertificate()
  const from = socket.remoteAddress
  // A session that is resumed without a certificate counts as authorized for Node.
  if (shown?.raw === undefined) return { because: 'it shows no certificate', from }
  if (socket.authorized) return null
  return { because: reasonOf(socket.authorizationError), ...whose(socket), from }
}

/** Whom a certificate that was shown names, in words that a log can hold. */
export function whose(socket: TLSSocket): { readonly names: readonly string[]; readonly serial: string } {
  const shown = socket.getPeerCertificate()
  return {
    names: namesIn(shown)
      .slice(0, 10)
      .map((name) => name.slice(0, WORD_MAX)),
    serial: shown.serialNumber.slice(0, WORD_MAX),
  }
}

/** Of a code of OpenSSL, which Node gives as the error itself. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error)
  return networkReason(Object.assign(new Error(code), { code })) ?? code
}
