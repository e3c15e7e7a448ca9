import type { Outcome } from '../../core/change/outside/observations.ts'
import { own } from '../../core/document/tree.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import type { Check } from '../../core/validation/check.ts'
import { heldTo, lettingCount } from '../../core/validation/counted.ts'
import { askingService } from '../../core/validation/service.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import { environmentOf, type Validation } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { runChecks } from '../validation/run-checks.ts'

type LookAtOne = Extract<Act, { act: 'check' | 'http' | 'incidents' }>

/** Done when the one check passed, with what was seen; failed or unknown with why not. */
export async function lookAtCheck(
  { reach, clock }: Pick<Runtime, 'reach' | 'clock'>,
  { environment, timeLimitMs }: Pick<EffectRow, 'environment' | 'timeLimitMs'>,
  act: LookAtOne,
  signal: AbortSignal,
): Promise<Outcome> {
  const validation = environmentOf(reach, environment)?.validation ?? null
  const check = validation === null ? missing(act) : checkOf(act, validation, timeLimitMs)
  if (validation === null || typeof check === 'string')
    return { outcome: 'failed', reason: `the binding of ${environment} has no ${check}` }
  const counts = act.act === 'check' ? act.counts : undefined
  const looked = counts === undefined ? check : lettingCount(check)
  const [result] = await runChecks([looked], { ...validation, clock, signal })
  if (result === undefined) throw new Error('a check was looked at and nothing became of it')
  const { outcome, title, says } = counts === undefined ? result : heldTo(counts, result)
  const words = `${title}: ${says}`
  return outcome === 'passed' ? { outcome: 'done', outputs: {}, evidence: words } : { outcome, reason: words }
}

/** In words that go on after "has no": what is not there. */
function checkOf(act: LookAtOne, validation: Validation, timeLimitMs: number): Check | string {
  const { checks, services, incidents } = validation
  if (act.act !== 'http') {
    const check = own(checks, act.act === 'check' ? act.name : (incidents ?? ''))
    return check === undefined
      ? missing(act)
      : { ...check, timeLimitMs: Math.min(timeLimitMs, check.timeLimitMs) }
  }
  const service = own(services, act.service)
  if (service === undefined) return missing(act)
  return askingService(act.service, service, act, timeLimitMs) ?? `user ${act.as} of ${act.service}`
}

function missing(act: LookAtOne): string {
  if (act.act === 'incidents') return 'check that says whether an incident is open'
  return act.act === 'check' ? `check ${act.name}` : `service ${act.service}`
}
