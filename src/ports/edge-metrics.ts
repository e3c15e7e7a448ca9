import type { Desired, Slot } from '../core/traffic/desired.ts'
import type { Reason } from '../core/traffic/route.ts'

/** What a gateway tells a Prometheus that scrapes it. It counts from 0 at each start, as all who are scraped do. */
export interface EdgeMetrics {
  /** One attempt on a side. Status 0: no answer came, or it broke off. Latency is until the head of the answer. */
  count(
    target: string,
    slot: Slot,
    reason: Reason,
    attempt: { readonly status: number; readonly latencyMs: number },
  ): void
  /** In the format that an Accept header wants. `held`: what each target has now. */
  expose(
    accept: string | undefined,
    held: Readonly<Record<string, Desired>>,
  ): Promise<{ readonly type: string; readonly body: string | Uint8Array }>
}
