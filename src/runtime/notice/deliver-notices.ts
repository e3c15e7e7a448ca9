import { type Failed, isPageLate, nextTry } from '../../core/notice/next-try.ts'
import type { Notice } from '../../core/notice/notice.ts'
import { chainOf } from '../../core/notice/subject.ts'
import { textOf } from '../../core/notice/text.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'
import { SEND_LIMIT_MS, sendNotice } from './send-notice.ts'

const BATCH = 32
/**
 * Longer than a send may last. Only when this server dies meanwhile does another send it as well, under the same id.
 */
const OURS_FOR_MS: Millis = 2 * SEND_LIMIT_MS

type Delivering = Pick<Runtime, 'store' | 'clock' | 'log' | 'bells'> & {
  readonly reach: Pick<Runtime['reach'], 'environments'>
}

/** Notices were written with the turn that they tell of; this only carries them, each until it is there or given up. */
export function deliverNotices(runtime: Delivering): LoopMember {
  const { store, clock, bells } = runtime
  return {
    of: null,
    bell: bells.notices,
    round: async (signal) => {
      const now = clock.now()
      const pending = await store.notices.take(now, BATCH, now + OURS_FOR_MS)
      await Promise.all(pending.map(({ notice, attempt }) => deliver(runtime, notice, attempt, signal)))
      return pending.length === BATCH ? 0 : undefined
    },
  }
}

async function deliver(
  runtime: Delivering,
  notice: Notice,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = runtime
  const delivery = await sendNotice(runtime, notice, signal)
  if (signal.aborted) return
  if (delivery.delivered) return store.notices.delivered(notice.id, clock.now())
  const { afterMs } = delivery
  const failed = { attempt, now: clock.now(), ...(afterMs === undefined ? {} : { afterMs }) }
  const again = delivery.retry ? nextTry(notice, failed) : null
  tellFailure(runtime, notice, failed, delivery.because, again)
  await store.notices.failed(notice.id, delivery.because, again)
}

function tellFailure(
  { log }: Delivering,
  notice: Notice,
  failed: Failed,
  because: string,
  again: Instant | null,
): void {
  const { id, subject, channel, occasion } = notice
  const { attempt } = failed
  const line = { notice: id, change: chainOf(subject), channel, event: occasion.name, attempt, because }
  if (again === null) log.error(line, `a notice was given up: ${textOf(notice)}`)
  else if (isPageLate(notice, failed, again))
    log.error(line, `NOBODY IS PAGED: ${channel} does not take it: ${textOf(notice)}`)
  else if (attempt === 1) log.warn(line, `${channel} did not take a notice; trying on`)
}
