import { type Ending, PATIENCE_MS } from '../../../core/traffic/blame.ts'
import { BodyTooLarge, ClientLeft, Moved, NoPlace, Silent, UploadStopped } from './failures.ts'

/** What is known of an attempt that did not end with a whole answer. */
export type Failure = {
  readonly error: Error
  /** The client went away. */
  readonly gone: boolean
  /** The gateway is stopping. */
  readonly stopping: boolean
  /** The whole request is here. */
  readonly received: boolean
  /** Whether a byte of the request may have reached the upstream. */
  readonly sent: boolean
  /** How long the client, having done its part, has waited for the side. */
  readonly waitedMs: number
  /** The head of an answer was here. */
  readonly answered: boolean
  /** That head said how long the body is. */
  readonly announced: boolean
}

export function endingOf(failure: Failure): Ending {
  const { error, stopping } = failure
  const gone = failure.gone || error instanceof ClientLeft
  if (error instanceof Moved) return 'moved'
  const isByStop = gone || error instanceof NoPlace || codeOf(error) === 'UND_ERR_DESTROYED'
  if (stopping && isByStop) return left(failure, 'stopping')
  if (gone) return left(failure, failure.received ? 'left at once' : 'left while sending')
  if (error instanceof NoPlace) return 'no place'
  if (error instanceof BodyTooLarge) return 'refused'
  if (error instanceof UploadStopped) return 'upload stopped'
  if (error instanceof Silent) return failure.announced ? 'stopped in its body' : 'quiet stream'
  return BY_CODE[codeOf(error)] ?? otherwise(failure)
}

/** Somebody who was being answered is no sample of how long an answer takes. */
function left({ answered, waitedMs }: Failure, otherwise: Ending): Ending {
  if (answered) return 'left while receiving'
  return otherwise !== 'stopping' && waitedMs >= PATIENCE_MS ? 'waited in vain' : otherwise
}

const BY_CODE: Readonly<Partial<Record<string, Ending>>> = {
  // The request is one that no HTTP client would send.
  UND_ERR_INVALID_ARG: 'refused',
  UND_ERR_NOT_SUPPORTED: 'refused',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'refused',
  UND_ERR_CONNECT_TIMEOUT: 'not connected in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_OVERFLOW: 'head too large',
  // What Node refuses to write to a client.
  ERR_INVALID_CHAR: 'malformed',
  ERR_INVALID_HTTP_TOKEN: 'malformed',
  ERR_HTTP_INVALID_HEADER_VALUE: 'malformed',
  ERR_HTTP_INVALID_STATUS_CODE: 'malformed',
  EMFILE: 'nothing to connect with',
  ENFILE: 'nothing to connect with',
  ENOBUFS: 'nothing to connect with',
  ENOMEM: 'nothing to connect with',
  EADDRNOTAVAIL: 'nothing to connect with',
  EAI_AGAIN: 'nothing to connect with',
}

function otherwise({ error, sent, answered }: Failure): Ending {
  if (isOurs(error)) return 'our fault'
  if (!sent) return 'unreachable'
  if (answered) return 'broke off'
  return codeOf(error).startsWith('HPE_') ? 'malformed' : 'lost'
}

/** A mistake in this program; errors of connections have the codes of the system, of TLS or of the HTTP client. */
function isOurs(error: Error): boolean {
  const code = codeOf(error)
  if (code === '')
    return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return code.startsWith('ERR_') && !code.startsWith('ERR_TLS_') && !code.startsWith('ERR_SSL_')
}

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? ''
