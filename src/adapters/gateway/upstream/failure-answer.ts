import type { Ending } from '../../../core/traffic/blame.ts'
import type { FailedAttempt } from './try-again.ts'

/** What a client is told when an attempt has failed and no other one helps. */
export type FailureAnswer = {
  readonly failure: FailedAttempt['failure']
  readonly status: 502 | 503 | 504
  readonly title: string
}

export function answerTo(ending: Ending): FailureAnswer {
  return ANSWERS[ending] ?? LOST
}

const LOST: FailureAnswer = {
  failure: 'lost',
  status: 502,
  title: 'The upstream could not be reached or broke off',
}
const UNREACHABLE: FailureAnswer = { ...LOST, failure: 'unreachable' }
const SLOW: FailureAnswer = {
  failure: 'timeout',
  status: 504,
  title: 'The upstream did not answer in time',
}
/** As Envoy and HAProxy say it when their queues are full. */
const BUSY: FailureAnswer = {
  failure: 'unreachable',
  status: 503,
  title: 'Too many requests wait for the upstream',
}

const ANSWERS: Readonly<Partial<Record<Ending, FailureAnswer>>> = {
  unreachable: UNREACHABLE,
  'not connected in time': SLOW,
  'no answer in time': SLOW,
  'stopped in its body': SLOW,
  'quiet stream': SLOW,
  'no place': BUSY,
  stopping: { ...BUSY, title: 'The gateway is stopping' },
  'nothing to connect with': { ...BUSY, title: 'The gateway has nothing left to connect with' },
}
