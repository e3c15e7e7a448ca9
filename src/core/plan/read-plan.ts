import type { Binding } from '../binding/binding.ts'
import { type Finding, hasErrors } from '../document/finding.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Millis } from '../time/instant.ts'
import type { FlagUse } from './compile/flag-uses.ts'
import type { RollbackRead } from './compile/rollback-part.ts'
import { examine } from './examine.ts'
import { type CompileOptions, compilePlan } from './plan.ts'
import { planHeader } from './plan-header.ts'

/** What a server asks of a plan's text. */
export type PlanQuestion = {
  readonly text: string
  /** What findings call it. */
  readonly file: string
  /** Null: what can be said before there are inputs. */
  readonly given: Pick<CompileOptions, 'inputs' | 'pace' | 'people'> | null
  readonly binding: Binding
}

export type PlanHeader = {
  readonly name: string
  readonly title: string
  /** How often it is to be reviewed; null: never. */
  readonly reviewEveryMs: Millis | null
  readonly rollback: RollbackRead
}

export type PlanRead = {
  readonly findings: readonly Finding[]
  /** Null with errors, and without inputs. */
  readonly runbook: Runbook | null
  /** What it calls itself; null with errors. */
  readonly header: PlanHeader | null
  /** The flags it sets, wherever it may run, as far as that can be read. */
  readonly flags: readonly FlagUse[]
}

/** Everything that is asked of one text, at once: done in another thread, it takes one way there and back. */
export function readPlan({ text, file, given, binding }: PlanQuestion): PlanRead {
  if (given === null) {
    const examined = examine(text, file, { given, binding, pace: 1 })
    const { findings, flags, reviewEveryMs, rollback } = examined
    const called = hasErrors(findings) ? null : planHeader(text)
    const header = called === null ? null : { ...called, reviewEveryMs, rollback }
    return { findings, runbook: null, header, flags }
  }
  const compiled = compilePlan(text, file, { ...given, binding })
  const { flags } = compiled
  if ('findings' in compiled) return { findings: compiled.findings, runbook: null, header: null, flags }
  const { runbook, warnings, reviewEveryMs = null, rollback } = compiled
  return {
    findings: warnings,
    runbook,
    flags,
    header: { name: runbook.plan, title: runbook.title, reviewEveryMs, rollback },
  }
}
