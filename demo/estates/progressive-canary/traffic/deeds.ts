/** What users did in the shop, as they count it: to be compared with what the shop says of itself. */
import type { TrafficReport } from '../../../traffic/tally.ts'

export class Deeds {
  /** Pages that came, and accounts or orders made. */
  signups = { attempts: 0, successes: 0 }
  checkouts = { attempts: 0, successes: 0 }
  /** What the receipts say that they paid. */
  orderCents = 0
  /** Buttons of the checkout that led nowhere. */
  deadButtons = 0
  logins = 0
  refunds = 0
  avatars = 0
  tokens = 0
  complaints = 0
  scores = 0
  scoreSum = 0
}

export type ShopReport = TrafficReport & { readonly deeds: Deeds }
