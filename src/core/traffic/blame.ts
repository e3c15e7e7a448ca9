/**
 * One attempt is one request, or one repetition of it, at one side of a target. However it ends, this table alone
 * says whose doing that was and whether the side is measured by it.
 */

/** Every way in which an attempt can end. */
export type Ending =
  /** The whole answer is with the client. */
  | 'answered'
  /** The target was told something else before the request was sent; it goes where it belongs now. */
  | 'moved'
  /** Every connection to the side was taken, and the queue was full or did not move in time. */
  | 'no place'
  /** The client went away before its request was here as a whole. */
  | 'left while sending'
  /** The client went away without an answer, before it had waited for `PATIENCE_MS`. */
  | 'left at once'
  /** The client went away without an answer, after it had waited for `PATIENCE_MS` or longer. */
  | 'waited in vain'
  /** The client went away while it was being answered. */
  | 'left while receiving'
  /** Refused, no route, no such name, no agreement on TLS. */
  | 'unreachable'
  | 'not connected in time'
  /** The connection broke before the answer began. */
  | 'lost'
  | 'no answer in time'
  /** The connection broke, or the answer stopped making sense, within its body. */
  | 'broke off'
  /** An answer that had said its length stopped coming. */
  | 'stopped in its body'
  /** An answer of unknown length was silent for longer than the gateway allows. */
  | 'quiet stream'
  /** No HTTP, or something that must not be passed on. */
  | 'malformed'
  /** The head of the answer is longer than the gateway takes. */
  | 'head too large'
  /** The request is one that is not passed on: too large, or no HTTP. */
  | 'refused'
  /** The client stopped sending, and did not go away. */
  | 'upload stopped'
  /** The gateway has no socket, port, memory or name service left to connect with. */
  | 'nothing to connect with'
  /** The gateway is stopping. */
  | 'stopping'
  /** A fault in the gateway itself. */
  | 'our fault'

/** A client that leaves sooner has no patience; one that waited this long got no answer, and that counts. */
export const PATIENCE_MS = 1_000

export type Blame = 'side' | 'client' | 'gateway' | 'nobody'

/**
 * What an attempt is for the signals of its side: a sample of its status, a sample of no answer (which is never
 * good), or no sample at all.
 */
export type Sample = 'status' | 'no answer' | 'none'

export type Verdict = { readonly blame: Blame; readonly sample: Sample }

/** `status` is that of the answer, 0 where none had begun. */
export function blameFor(ending: Ending, status: number): Verdict {
  const verdict = TABLE[ending]
  return verdict === BY_STATUS ? byStatus(status) : verdict
}

const verdict = (blame: Blame, sample: Sample): Verdict => ({ blame, sample })

/** As its status says: a signal decides by `statusBelow` what of it is good. */
const BY_STATUS = verdict('nobody', 'status')
const BY_CLIENT = verdict('client', 'status')
const BY_SIDE = verdict('side', 'status')
const byStatus = (status: number): Verdict =>
  status >= 500 ? BY_SIDE : status >= 400 ? BY_CLIENT : BY_STATUS

const SIDE = verdict('side', 'no answer')
const CLIENT = verdict('client', 'none')
const GATEWAY = verdict('gateway', 'none')

const TABLE: Readonly<Record<Ending, Verdict>> = {
  answered: BY_STATUS,
  moved: verdict('nobody', 'none'),
  'no place': SIDE,
  'left while sending': CLIENT,
  'left at once': CLIENT,
  'waited in vain': SIDE,
  'left while receiving': BY_STATUS,
  unreachable: SIDE,
  'not connected in time': SIDE,
  lost: SIDE,
  'no answer in time': SIDE,
  'broke off': SIDE,
  'stopped in its body': SIDE,
  'quiet stream': GATEWAY,
  malformed: SIDE,
  'head too large': SIDE,
  refused: CLIENT,
  'upload stopped': CLIENT,
  'nothing to connect with': GATEWAY,
  stopping: GATEWAY,
  'our fault': GATEWAY,
}

export const ENDINGS = Object.keys(TABLE) as readonly Ending[]
