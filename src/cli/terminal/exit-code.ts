import type { Status } from '../../core/change/state/change.ts'

/** What a script reads of a command. Every `--help` that speaks of them takes its words from here. */
export const EXIT = {
  done: 0,
  failed: 1,
  rolledBack: 3,
  /** As coreutils' timeout has it. */
  timedOut: 124,
  /** As a shell has it for Ctrl-C. */
  stopped: 130,
} as const

/** For the end of a change. */
export function exitCodeOf(status: Status): number {
  return status === 'succeeded' ? EXIT.done : status === 'rolled-back' ? EXIT.rolledBack : EXIT.failed
}

export const EXIT_OF_A_CHANGE = `
Exit codes: ${EXIT.done} the change succeeded, ${EXIT.rolledBack} it was rolled back, ${EXIT.failed} any other
end or an error, ${EXIT.timedOut} --timeout was over first, ${EXIT.stopped} Ctrl-C. The change goes on
after the last two.`

export const EXIT_OF_ANY = `
Exit codes: ${EXIT.done} done, ${EXIT.failed} refused or failed, ${EXIT.rolledBack} the change that was followed
was rolled back, ${EXIT.timedOut} a --timeout was over first, ${EXIT.stopped} Ctrl-C.`
