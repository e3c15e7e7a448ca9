import type { Notice } from '../core/notice/notice.ts'
import type { Millis } from '../core/time/instant.ts'

/** Delivers one notice. `id` is stable over retries, so that a receiver can drop the second copy. */
export interface Messenger {
  send(notice: Notice, signal: AbortSignal): Promise<Delivery>
}

export type Delivery =
  | { readonly delivered: true }
  /** `retry` false: the receiver refused it for good. `afterMs`: it asked to be left alone for that long, in ms. */
  | {
      readonly delivered: false
      readonly retry: boolean
      readonly because: string
      readonly afterMs?: Millis
    }
