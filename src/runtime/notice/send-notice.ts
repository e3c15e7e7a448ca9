import type { Notice } from '../../core/notice/notice.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Delivery } from '../../ports/messenger.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'

export const SEND_LIMIT_MS: Millis = 5_000

/** One try. Never throws: what went wrong is why it was not delivered. */
export async function sendNotice(
  { reach }: { readonly reach: Pick<Runtime['reach'], 'environments'> },
  notice: Notice,
  signal: AbortSignal,
): Promise<Delivery> {
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
