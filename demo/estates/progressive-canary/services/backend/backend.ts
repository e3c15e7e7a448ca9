/** What the routes of the backend stand on. */
import type { SideKit } from '../side-kit.ts'
import { conversions, counters } from '../web/metrics.ts'
import type { Peer } from '../web/peer.ts'
import type { Cache } from './cache.ts'
import type { Receipts } from './receipts.ts'
import type { Store } from './store.ts'

export type Backend = SideKit & {
  readonly store: Store
  readonly cache: Cache
  readonly receipts: Receipts
  readonly payments: Peer
  readonly helpdesk: Peer
  readonly business: Business
}

export type Business = ReturnType<typeof businessMetrics>

export function businessMetrics({ metrics: { registry } }: SideKit) {
  return {
    ...conversions(registry, ['payments']),
    ...counters(registry, {
      orders_placed_total: 'Orders that were written down.',
      orders_paid_total: 'Orders that were paid.',
      order_value_cents_total: 'What the paid orders were worth.',
      payment_attempts_total: 'Payments that were tried.',
      payment_failures_total: 'Payments that were declined, refused, or got no answer.',
      payment_cost_cents_total: 'What the payment gateway took for the paid ones.',
      refunds_total: 'Orders that were taken back.',
      refunded_cents_total: 'What they were worth.',
    }),
  }
}
