import { connectRemedy } from '../../../core/database/connect-remedy.ts'
import { type DatabaseHost, hostWords } from '../../../core/database/host-list.ts'
import { codeOf, networkReason } from '../../../ports/network-reason.ts'

type About = {
  /** SQLSTATE, of the system, or of TLS. */
  readonly code?: string | null
  readonly cause?: unknown
  /** The password that was shown, for a look whether it is still the one that counts. */
  readonly shown?: string | null
}

/** No connection that will do is to be had; what was to be asked was never sent. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
  readonly code: string | null
  readonly remedy: string
  readonly #shown: string | null

  constructor(sentence: string, { code = null, cause, shown = null }: About = {}) {
    super(sentence, { cause })
    this.code = code
    this.remedy = connectRemedy(code)
    this.#shown = shown
  }

  /** Whether a password was refused that is not the one of now; of one that cannot be read the next attempt says so. */
  wasRefusedAnother(now: () => string): boolean {
    if (this.code !== WRONG_PASSWORD) return false
    try {
      return this.#shown !== now()
    } catch {
      return true
    }
  }
}

const WRONG_PASSWORD = '28P01'

/** A file that a connection needs. */
export class FileNotRead extends Error {
  override readonly name = 'FileNotRead'
  readonly code = 'FILE'
}

/** Which host did what, in words. */
export function notConnectedTo(
  host: DatabaseHost,
  error: unknown,
  limitMs: number,
  shown: string | null,
): NotConnected {
  const because = becauseOf(error, limitMs)
  return new NotConnected(`${hostWords(host)}: ${because}`, { code: codeFor(error), cause: error, shown })
}

/** As half a sentence; several addresses of one name fail as one error without words of its own. */
export function becauseOf(error: unknown, limitMs: number): string {
  if (error instanceof AggregateError)
    return [...new Set(error.errors.map((each) => becauseOf(each, limitMs)))].join(', ')
  if (!(error instanceof Error)) return String(error)
  if (TOO_LATE.test(error.message)) return `no answer within ${limitMs / 1_000} s`
  if (error.message === NO_TLS) return 'it does not offer TLS'
  const alert = OUR_CERTIFICATE.exec(codeOf(error) ?? '')?.[1]
  if (alert !== undefined)
    return `it does not accept our certificate: ${alert.toLowerCase().replaceAll('_', ' ')}`
  return networkReason(error) ?? error.message.trim()
}

/** Of the driver, when its time limit for a connection or for an answer is over. */
const TOO_LATE = /^(timeout expired|Query read timeout)$/
/** What the other end says of the certificate that we showed, or did not. */
const OUR_CERTIFICATE = /^ERR_SSL_\S+_ALERT_(UNKNOWN_CA|[A-Z_]*CERTIFICATE[A-Z_]*)$/
const NO_TLS = 'The server does not support SSL connections'

export function codeFor(error: unknown): string | null {
  if (error instanceof AggregateError) return codeFor(error.errors[0])
  if (!(error instanceof Error)) return null
  if (error.message === NO_TLS) return 'NO_TLS'
  if (TOO_LATE.test(error.message)) return 'ETIMEDOUT'
  const code = codeOf(error)
  return code !== null && OUR_CERTIFICATE.test(code) ? 'OUR_CERTIFICATE' : code
}
