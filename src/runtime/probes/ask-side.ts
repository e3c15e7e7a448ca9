import type { ProbeAnswer } from '../../core/probe/answer.ts'
import type { Probe } from '../../core/probe/probe.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { HttpCheck } from '../../core/validation/kinds/http.ts'
import { judgeCheck } from '../../core/validation/kinds.ts'
import { LETS_GO_MS } from '../../core/validation/result.ts'
import type { Look } from '../../ports/look.ts'

/** As the kubelet has it: 200 to 399; a redirect is an answer, and is not followed. */
const WELL = Array.from({ length: 200 }, (_, i) => 200 + i)

/** By so much a limit may be late before it is our own machine that was late. */
const OWN_LATE_MS: Millis = 500

const WORDS_MOST = 200

/**
 * One question. An answer that does not come within the limit is a failure; null is no answer at all, for a fault of
 * our own: it counts for nothing. Never throws, and ends also where what is asked never lets go.
 */
export async function askSide(
  look: Look<'http'>,
  address: string,
  { path, timeLimitMs }: Probe,
  at: Instant,
  stop: AbortSignal,
): Promise<ProbeAnswer | null> {
  const from = performance.now()
  const took = () => performance.now() - from
  const limit = AbortSignal.timeout(timeLimitMs)
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), timeLimitMs + LETS_GO_MS)
  const check: HttpCheck = {
    ...{ url: new URL(address).origin + path, method: 'GET', headers: {}, status: WELL },
    ...{ answerHeaders: {}, contains: null, json: {}, withinMs: timeLimitMs },
  }
  try {
    const signal = AbortSignal.any([stop, limit])
    const seen = await Promise.race([look(check, { timeLimitMs, signal }), late.promise])
    if (stop.aborted) return null
    if (seen === null) return { ok: false, says: `Did not let go within ${formatDuration(timeLimitMs)}`, at }
    const { outcome, says } = judgeCheck('http', check, seen, at)
    const ok = outcome === 'passed'
    // The limit was heard late: whatever was answered meanwhile, it was this machine that stood.
    if (outcome === 'unknown' || (!ok && limit.aborted && took() > timeLimitMs + OWN_LATE_MS)) return null
    return { ok, says: says.slice(0, WORDS_MOST), at }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
