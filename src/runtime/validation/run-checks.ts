import { formatDuration } from '../../core/time/duration.ts'
import { unknown, type Verdict } from '../../core/validation/basis/verdict.ts'
import type { Check, Kind, Looked } from '../../core/validation/check.ts'
import { judgeCheck, type SeenBy } from '../../core/validation/kinds.ts'
import { ledInWords } from '../../core/validation/lead-check.ts'
import { type CheckResult, LETS_GO_MS, TOGETHER } from '../../core/validation/result.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Look, LookLimits, Looks } from '../../ports/look.ts'
import { wordsOf } from '../context/plain-error.ts'

export type CheckRun = {
  readonly looks: Looks
  readonly clock: Pick<Clock, 'now'>
  readonly redact: (text: string) => string
  readonly signal: AbortSignal
  /** As each is over, in the order in which they end. */
  readonly onResult?: (result: CheckResult) => void
}

/** Looks at all of them, each within its own time limit, and gives what became of them in their order. Never throws. */
export async function runChecks(checks: readonly Check[], run: CheckRun): Promise<readonly CheckResult[]> {
  const results = new Map<Check, CheckResult>()
  const waiting = [...checks]
  const one = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await resultOf(check, run)
      results.set(check, result)
      run.onResult?.(result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(TOGETHER, checks.length) }, one))
  return checks.flatMap((check) => results.get(check) ?? [])
}

async function resultOf(check: Check, run: CheckRun): Promise<CheckResult> {
  const at = run.clock.now()
  const from = performance.now()
  const verdict = ledInWords(check.led, await lookAt(check, run))
  const { name, title, required } = check
  return { ...verdict, check: name, title, required, at, tookMs: Math.round(performance.now() - from) }
}

async function lookAt({ look, timeLimitMs, led }: Check, run: CheckRun): Promise<Verdict> {
  if (led !== undefined && 'unable' in led) return unknown(`Not asked (${led.unable})`)
  if (run.signal.aborted) return unknown('Not looked at (stopped)')
  const limit = AbortSignal.timeout(timeLimitMs)
  const signal = AbortSignal.any([run.signal, limit])
  const late = AbortSignal.timeout(timeLimitMs + LETS_GO_MS)
  const tooLate = new Promise<Verdict>((resolve) =>
    late.addEventListener('abort', () =>
      resolve(unknown(`Did not let go within ${formatDuration(timeLimitMs)} and a while`)),
    ),
  )
  const looked = seen(run.looks, look.kind, look.at, { timeLimitMs, signal }, run.clock).catch(
    (error: unknown) => unknown(`Could not be looked at (${run.redact(wordsOf(error))})`),
  )
  const verdict = await Promise.race([looked, tooLate])
  return run.signal.aborted && verdict.outcome !== 'passed' ? unknown('Not looked at (stopped)') : verdict
}

async function seen<K extends Kind>(
  looks: Looks,
  kind: K,
  at: Looked[K],
  limits: LookLimits,
  clock: Pick<Clock, 'now'>,
): Promise<Verdict> {
  const look: Look<K> = looks[kind]
  const found: SeenBy<K> = await look(at, limits)
  return judgeCheck(kind, at, found, clock.now())
}
