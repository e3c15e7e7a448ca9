import type { Status } from '../../core/change/state/change.ts'
import type { VerificationView } from '../../read/progress/verification-view.ts'

/** What a script reads of a command. Every `--help` that speaks of them takes its words from here. */
export const EXIT = {
  done: 0,
  failed: 1,
  rolledBack: 3,
  /** Of a backtest: a rule would have stood in the way of a good version. */
  acted: 4,
  /** Of a backtest: nothing acted, and there was too little data to say so of every rule. */
  tooLittleData: 5,
  /** As coreutils' timeout has it. */
  timedOut: 124,
  /** As a shell has it for Ctrl-C. */
  stopped: 130,
} as const

/** For the end of a change. Rolled back is what it should be only where all is well since, as far as the plan asks. */
export function exitCodeOf(status: Status, verified: VerificationView['status'] | null = null): number {
  if (verified === 'failed' || verified === 'inconclusive') return EXIT.failed
  return status === 'succeeded' ? EXIT.done : status === 'rolled-back' ? EXIT.rolledBack : EXIT.failed
}

export const EXIT_OF_A_CHANGE = `
Exit codes: ${EXIT.done} the change succeeded, ${EXIT.rolledBack} it was rolled back and, where
its plan verifies that, all is well since, ${EXIT.failed} any other end or an error, ${EXIT.timedOut} --timeout was over first, ${EXIT.stopped} Ctrl-C. The change goes on
after the last two.`

export const EXIT_OF_A_BACKTEST = `
Exit codes: ${EXIT.done} there was enough data and nothing acted, ${EXIT.acted} a rule would have tripped, failed
or acted on missing data, ${EXIT.tooLittleData} nothing acted but a rule had too little data, ${EXIT.failed} an error. What nobody
rolled out is taken for a good version: whatever acts on it is a false alarm, or an
incident that hit everybody.`

export const EXIT_OF_ANY = `
Exit codes: ${EXIT.done} done, ${EXIT.failed} refused or failed, ${EXIT.rolledBack} the change that was followed
was rolled back, ${EXIT.timedOut} a --timeout was over first, ${EXIT.stopped} Ctrl-C.`
