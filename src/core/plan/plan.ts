import type { Binding } from '../binding/binding.ts'
import { didYouMean } from '../document/did-you-mean.ts'
import { type Finding, hasErrors } from '../document/finding.ts'
import { own } from '../document/tree.ts'
import { FASTEST, isPace } from '../runbook/pace.ts'
import type { Runbook, Scalar } from '../runbook/runbook.ts'
import type { Millis } from '../time/instant.ts'
import type { FlagUse } from './compile/flag-uses.ts'
import type { RollbackRead } from './compile/rollback-part.ts'
import type { SignalUse } from './compile/signal-uses.ts'
import { examine } from './examine.ts'
import type { People } from './fill/people.ts'

export type CompileOptions = {
  /** As the command line gives them (text), or in their types. */
  readonly inputs: Readonly<Record<string, Scalar>>
  /** Divides the plan's own durations; 1 is real time. */
  readonly pace: number
  /** Null compiles without one, as a simulation does: names are not looked up and limits are the defaults. */
  readonly binding: Binding | null
  /** Whom the request names; absent: nobody has been asked yet, as in a simulation. */
  readonly people?: People
}

/**
 * Warnings come along with a runbook; errors come instead of one. `flags`: those it sets, as far as can be read;
 * `reviewEveryMs`: how often its text says that it is to be reviewed; `rollback`: what it says of going back.
 */
export type Compiled = { readonly flags: readonly FlagUse[]; readonly reviewEveryMs?: Millis } & (
  | {
      readonly runbook: Runbook
      readonly warnings: readonly Finding[]
      readonly rollback: RollbackRead
    }
  | { readonly findings: readonly Finding[] }
)

/**
 * A plan with its inputs, made into what the engine runs. All findings at once; never throws for what a person wrote.
 */
export function compilePlan(text: string, file: string, options: CompileOptions): Compiled {
  const { inputs: given, pace, binding, people } = options
  const atStart = (code: string, message: string, remedy: string): Compiled => ({
    findings: [{ file, line: 1, column: 1, severity: 'error', code, message, remedy }],
    flags: [],
  })
  if (!isPace(pace))
    return atStart('pace', `${pace} is not a pace`, `give a number from 1 (real time) to ${FASTEST}`)
  const examined = examine(text, file, { given, binding, pace, people })
  const { findings, runbook, flags, reviewEveryMs, rollback } = examined
  if (runbook === null || hasErrors(findings)) return { findings, flags }
  if (pace !== 1 && binding !== null && own(binding.environments, runbook.environment)?.allowPace !== true)
    return atStart('pace', `${runbook.environment} runs in real time only`, paceRemedy(binding))
  return {
    runbook,
    warnings: findings,
    flags,
    rollback,
    ...(reviewEveryMs === null ? {} : { reviewEveryMs }),
  }
}

/**
 * Everything that can be said about a plan before anybody runs it. Errors and warnings, in reading order. `given`
 * null: for whatever inputs it may get.
 */
export function checkPlan(
  text: string,
  file: string,
  binding: Binding | null = null,
  pace = 1,
  given: CompileOptions['inputs'] | null = null,
): readonly Finding[] {
  return examine(text, file, { given, binding, pace }).findings
}

/** What a plan decides by, wherever it may run; for probing whether the sources measure it. */
export function signalsOf(text: string, file: string, binding: Binding): readonly SignalUse[] {
  return examine(text, file, { given: null, binding, pace: 1 }).signals
}

/** The flags that a plan sets, wherever it may run; with inputs only where these say. */
export function flagsOf(
  text: string,
  file: string,
  { inputs, binding }: Pick<CompileOptions, 'binding'> & { readonly inputs: CompileOptions['inputs'] | null },
): readonly FlagUse[] {
  return examine(text, file, { given: inputs, binding, pace: 1 }).flags
}

function paceRemedy(binding: Binding): string {
  const fast = Object.entries(binding.environments).filter(([, { allowPace }]) => allowPace)
  return fast.length === 0
    ? 'leave the pace out'
    : `leave the pace out, or ${didYouMean(
        '',
        fast.map(([name]) => name),
      )}`
}
