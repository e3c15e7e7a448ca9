import { nextTry } from '../../core/notice/next-try.ts'
import type { Notice } from '../../core/notice/notice.ts'
import { type Telling, toldNotice } from '../../core/notice/told-notice.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Delivery } from '../../ports/messenger.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { sendNotice } from './send-notice.ts'

/** With pauses of 1, 2 and 4 seconds, or as long as the receiver asks for. */
const TRIES = 4

export type Told = { readonly told: true } | { readonly told: false; readonly because: string }

/** Tells a channel of the binding, at most until `until`, and says whether it has acknowledged. */
export async function tellChannel(
  runtime: Pick<Runtime, 'reach' | 'clock' | 'store'>,
  telling: Omit<Telling, 'title'>,
  channel: string,
  { until, tries = TRIES, signal }: { until: Instant; tries?: number; signal: AbortSignal },
): Promise<Told> {
  const { clock, reach, store } = runtime
  const bound = channelsOf(reach, telling.environment).find((one) => one.channel === channel)
  if (bound === undefined)
    return { told: false, because: `the binding of ${telling.environment} has no channel ${channel}` }
  const title = (await store.ticks.load(telling.change))?.change.runbook.title ?? null
  const notice = toldNotice({ ...telling, title }, bound, clock.now())
  for (let attempt = 1; ; attempt++) {
    const delivery = await sendNotice(runtime, notice, signal)
    if (delivery.delivered) return { told: true }
    const again = attempt < tries ? againAt(notice, delivery, attempt, clock.now()) : null
    if (again === null || again >= until || signal.aborted)
      return { told: false, because: `${channel} was not told: ${delivery.because}` }
    await clock.sleep(again - clock.now(), signal)
  }
}

function againAt(
  notice: Notice,
  delivery: Exclude<Delivery, { delivered: true }>,
  attempt: number,
  now: Instant,
): Instant | null {
  const { retry, afterMs } = delivery
  return retry ? nextTry(notice, { attempt, now, ...(afterMs === undefined ? {} : { afterMs }) }) : null
}
