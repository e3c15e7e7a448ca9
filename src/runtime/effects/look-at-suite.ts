import type { Outcome } from '../../core/change/outside/observations.ts'
import { own } from '../../core/document/tree.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import { evidenceOf, suiteResult } from '../../core/validation/result.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import { environmentOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { runChecks } from '../validation/run-checks.ts'

type LookAtSuite = Extract<Act, { act: 'suite' }>

/**
 * Done when every required check of it passed, with what was seen; failed with what is not well; unknown with what
 * could not be looked at.
 */
export async function lookAtSuite(
  { reach, clock }: Pick<Runtime, 'reach' | 'clock'>,
  { environment }: Pick<EffectRow, 'environment'>,
  { name }: LookAtSuite,
  signal: AbortSignal,
): Promise<Outcome> {
  const validation = environmentOf(reach, environment)?.validation ?? null
  const found = own(validation?.suites, name)
  if (validation === null || found === undefined)
    return { outcome: 'failed', reason: `the binding of ${environment} has no suite ${name}` }
  const checks = await runChecks(found.checks, { ...validation, clock, signal })
  const result = suiteResult(found.suite, checks)
  const words = evidenceOf(result)
  switch (result.outcome) {
    case 'passed':
      return { outcome: 'done', outputs: {}, evidence: words }
    case 'failed':
    case 'unknown':
      return { outcome: result.outcome, reason: words }
  }
}
