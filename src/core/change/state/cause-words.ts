import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import type { Cause } from './change.ts'

/** `undecidedMs`: how long after its time a gate could still not tell. */
export const undecidedWords = (rule: string, target: string, undecidedMs: Millis): string =>
  `gate ${rule} could not tell on ${target} for ${formatDuration(undecidedMs)} after its time`

/** Why a change is rolled back, as half a sentence. */
export function wordsOf(cause: Cause): string {
  switch (cause.cause) {
    case 'asked':
    case 'killed':
      return cause.because
    case 'superseded':
      return `superseded by ${cause.by}`
    case 'guard':
      return `guard ${cause.rule} tripped on ${cause.target}`
    case 'gate':
      return cause.undecidedMs === undefined
        ? `gate ${cause.rule} did not hold on ${cause.target}`
        : undecidedWords(cause.rule, cause.target, cause.undecidedMs)
    case 'incident':
      return `an incident is open: ${cause.because}`
    case 'no-data':
      return `no data for ${cause.rule} on ${cause.target}${cause.because === undefined ? '' : `: ${cause.because}`}`
    case 'probe':
      return cause.because
    case 'step':
      return `step ${cause.step} failed: ${cause.reason}`
    case 'overrun':
      return 'the window closed while the change was running'
    case 'latched':
      return `${cause.target} was latched`
    case 'drill':
      return `the drill goes back: ${answeredWords(cause.answered)}`
    case 'missed':
      return 'its window had passed before it could open'
  }
}

function answeredWords(answered: Readonly<Record<string, number>>): string {
  const all = Object.entries(answered).map(
    ([target, count]) =>
      `${count === 0 ? 'no request' : count === 1 ? '1 request' : `${count.toLocaleString('en-US')} requests`} on ${target}`,
  )
  return all.length === 0
    ? 'all that it does is done, and it moves no traffic'
    : `the canary had answered ${all.join(' and ')}`
}
