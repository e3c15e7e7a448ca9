import type { Notice } from '../../core/notice/notice.ts'
import { chainOf } from '../../core/notice/subject.ts'
import { textOf } from '../../core/notice/text.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Delivery } from '../../ports/messenger.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'

const BATCH = 32
const SEND_LIMIT_MS: Millis = 5_000
/**
 * Longer than a send may last. Only when this server dies meanwhile does another send it as well, under the same id.
 */
const OURS_FOR_MS: Millis = 2 * SEND_LIMIT_MS
const RETRY_FROM_MS: Millis = 1_000
const RETRY_TO_MS: Millis = 5 * 60_000
/** After a day nobody has to be woken for it any more. */
const GIVE_UP_MS: Millis = 24 * 3_600_000
/** A page that did not get through after so many tries (about half a minute) is an error of its own. */
const PAGE_LATE_ATTEMPT = 6

/** Notices were written with the turn that they tell of; this only carries them, each until it is there or given up. */
export function deliverNotices(runtime: Runtime): LoopMember {
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
  runtime: Runtime,
  notice: Notice,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = runtime
  const delivery = await send(runtime, notice, signal)
  if (signal.aborted) return
  if (delivery.delivered) return store.notices.delivered(notice.id, clock.now())
  const now = clock.now()
  const again = delivery.retry && now - notice.at < GIVE_UP_MS ? now + retryMs(attempt) : null
  tellFailure(runtime, notice, attempt, delivery.because, again !== null)
  await store.notices.failed(notice.id, delivery.because, again)
}

async function send({ reach }: Runtime, notice: Notice, signal: AbortSignal): Promise<Delivery> {
  const channel = channelsOf(reach, notice.environment).find(({ channel }) => channel === notice.channel)
  if (channel === undefined)
    return {
      delivered: false,
      retry: false,
      because: `the binding of ${notice.environment} has no channel ${notice.channel}`,
    }
  try {
    return await within(
      SEND_LIMIT_MS,
      `sending to ${notice.channel}`,
      (limit) => channel.messenger.send(notice, limit),
      signal,
    )
  } catch (error) {
    return { delivered: false, retry: true, because: error instanceof Error ? error.message : String(error) }
  }
}

function tellFailure(
  { log }: Runtime,
  notice: Notice,
  attempt: number,
  because: string,
  again: boolean,
): void {
  const { id, subject, channel, urgency, occasion } = notice
  const line = { notice: id, change: chainOf(subject), channel, event: occasion.name, attempt, because }
  if (!again) log.error(line, `a notice was given up: ${textOf(notice)}`)
  else if (urgency === 'page' && attempt === PAGE_LATE_ATTEMPT)
    log.error(line, `NOBODY IS PAGED: ${channel} does not take it: ${textOf(notice)}`)
  else if (attempt === 1) log.warn(line, `${channel} did not take a notice; trying on`)
}

export function retryMs(attempt: number): Millis {
  return Math.min(RETRY_FROM_MS * 2 ** Math.min(attempt - 1, 20), RETRY_TO_MS)
}
