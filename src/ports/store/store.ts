import type { Effects } from './effects.ts'
import type { Flags } from './flags.ts'
import type { Journal } from './journal.ts'
import type { Notices } from './notices.ts'
import type { Judges, Samples } from './observation.ts'
import type { Questions } from './questions.ts'
import type { Targets } from './targets.ts'
import type { Ticks } from './ticks.ts'
import type { Tokens } from './tokens.ts'

/** Everything that is remembered. One implementation, one database; times are arguments, SQL never asks for now(). */
export type Store = {
  readonly ticks: Ticks
  readonly targets: Targets
  readonly effects: Effects
  readonly judges: Judges
  readonly samples: Samples
  readonly flags: Flags
  readonly journal: Journal
  readonly notices: Notices
  readonly tokens: Tokens
  readonly questions: Questions
  close(): Promise<void>
}
