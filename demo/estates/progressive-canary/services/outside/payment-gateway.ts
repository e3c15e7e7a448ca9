/**
 * The payment gateway, a company of its own: `payment-gateway.ts --port N [--parent PID]`. `POST /charges` takes
 * `{reference, amount, currency, card}`, the amount in cents as a whole number; `POST /refunds` takes `{charge}`.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { runMain } from '../../../../process/run-main.ts'
import { json, jsonBody, Refused, textField } from '../web/answers.ts'
import { counters } from '../web/metrics.ts'
import { outsideOptions } from './options.ts'
import { serveOutside } from './serve-outside.ts'

/** A number that every payment gateway declines, for tests. */
const DECLINED_CARD = '4000000000000002'
const KEPT_MAX = 50_000
/** What a bank takes to answer. */
const BANK_MS = 8

await runMain(async () => {
  const options = outsideOptions()
  const charges = new Map<string, { readonly amount: number; refunded: boolean }>()
  await serveOutside('the payment gateway', options, ({ registry }) => {
    const count = counters(registry, {
      charges_total: 'Charges that were taken.',
      charges_declined_total: 'Charges of cards that were declined.',
      charges_refused_total: 'Charges that were not as the interface asks.',
    })
    return {
      'GET /status': () => json(200, { accepting: true }),
      'POST /charges': async (asked) => {
        const body = await jsonBody(asked)
        const amount = (body as { amount?: unknown } | null)?.amount
        const card = textField(body, 'card')
        if (!Number.isInteger(amount) || Number(amount) <= 0 || card === null) {
          count.charges_refused_total()
          throw new Refused(422, 'amount must be a whole number of cents, and card a number')
        }
        await sleep(BANK_MS)
        if (card === DECLINED_CARD) {
          count.charges_declined_total()
          throw new Refused(402, 'the card was declined')
        }
        count.charges_total()
        const id = randomUUID()
        charges.set(id, { amount: Number(amount), refunded: false })
        if (charges.size > KEPT_MAX) charges.delete(charges.keys().next().value ?? '')
        return json(201, { id, feeCents: feeOf(Number(amount)) })
      },
      'POST /refunds': async (asked) => {
        const charge = charges.get(textField(await jsonBody(asked), 'charge') ?? '')
        if (charge === undefined) throw new Refused(404, 'there is no such charge')
        if (charge.refunded) throw new Refused(409, 'this charge was refunded already')
        await sleep(BANK_MS)
        charge.refunded = true
        return json(201, { amount: charge.amount })
      },
    }
  })
})

/** 1.4 % and 25 cents. */
function feeOf(cents: number): number {
  return Math.round(cents * 0.014) + 25
}
