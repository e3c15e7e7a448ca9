import type { Cause } from './change.ts'

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
      return `gate ${cause.rule} did not hold on ${cause.target}`
    case 'no-data':
      return `no data for ${cause.rule} on ${cause.target}${cause.because === undefined ? '' : `: ${cause.because}`}`
    case 'step':
      return `step ${cause.step} failed: ${cause.reason}`
    case 'overrun':
      return 'the window closed while the change was running'
    case 'latched':
      return `${cause.target} was latched`
    case 'missed':
      return 'its window had passed before it could open'
  }
}
