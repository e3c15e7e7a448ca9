/** Orders, their payments and refunds. */
import { amountIsWrong } from '../faults/kinds.ts'
import { type Answer, json, jsonBody, Refused, type Routes, textField } from '../web/answers.ts'
import { Unreachable } from '../web/peer.ts'
import { mustBe } from './accounts.ts'
import type { Backend } from './backend.ts'
import { products } from './catalog.ts'

type Order = {
  readonly id: string
  readonly total_cents: number
  readonly state: 'open' | 'paid' | 'refunded'
  readonly charge: string | null
}

export function orderRoutes(backend: Backend): Routes {
  const { store, business } = backend
  let payments = 0
  return {
    'POST /api/v1/orders': async (asked) => {
      const user = await mustBe(backend, asked)
      const lines = linesIn(await jsonBody(asked))
      const prices = new Map((await products(backend)).map(({ id, price_cents }) => [id, price_cents]))
      const total = lines.reduce((sum, { product, quantity }) => {
        const price = prices.get(product)
        if (price === undefined) throw new Refused(422, `there is no product ${product}`)
        return sum + price * quantity
      }, 0)
      const [order] = await store.query<{ id: string }>(
        `insert into orders (user_id, lines, total_cents, state, side, version)
         values ($1, $2, $3, 'open', $4, $5) returning id`,
        [user.id, JSON.stringify(lines), total, backend.side, backend.version],
      )
      business.orders_placed_total()
      return json(201, { orderId: order?.id, totalCents: total })
    },
    'POST /api/payments/process': async (asked) => {
      const user = await mustBe(backend, asked)
      const body = await jsonBody(asked)
      const order = await orderOf(backend, user.id, textField(body, 'orderId'))
      if (order.state !== 'open') throw new Refused(409, `this order is ${order.state} already`)
      const card = textField(body, 'card')
      if (card === null) throw new Refused(422, 'the body needs a card')
      payments += 1
      return pay(backend, order, card, amountIsWrong(backend.ordered().kind, payments))
    },
    'POST /api/v1/orders/:order/refund': async (asked) => {
      const user = await mustBe(backend, asked)
      const order = await orderOf(backend, user.id, asked.params.order ?? null)
      if (order.state !== 'paid') throw new Refused(409, `this order is ${order.state}`)
      return refund(backend, order)
    },
  }
}

async function pay(backend: Backend, order: Order, card: string, decimalPoint: boolean): Promise<Answer> {
  const { business, receipts } = backend
  business.began('payments')
  business.payment_attempts_total()
  const charge = { reference: order.id, currency: 'EUR', card }
  // Cents, as a whole number; a version with the fault sends euros.
  const amount = decimalPoint ? (order.total_cents + 1) / 100 : order.total_cents
  try {
    const told = await backend.payments.ask('POST', '/charges', { body: { ...charge, amount } })
    const { id, feeCents = 0 } = (told.body ?? {}) as { id?: string; feeCents?: number }
    const outcome = told.status === 201 ? 'paid' : told.status === 402 ? 'declined' : 'refused'
    await writeDown(backend, order, outcome, id ?? null, feeCents)
    if (outcome !== 'paid') {
      business.payment_failures_total()
      return json(402, { error: `the payment was ${outcome}` })
    }
    business.succeeded('payments')
    business.orders_paid_total()
    business.order_value_cents_total(order.total_cents)
    business.payment_cost_cents_total(feeCents)
    receipts.write({ order: order.id, totalCents: order.total_cents, at: new Date().toISOString() })
    return json(200, { paid: true, orderId: order.id, totalCents: order.total_cents })
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    business.payment_failures_total()
    return json(503, { error: 'the payment gateway gives no answer: try again in a moment' })
  }
}

async function writeDown(
  { store, side, version }: Backend,
  order: Order,
  outcome: 'paid' | 'declined' | 'refused',
  charge: string | null,
  feeCents: number,
): Promise<void> {
  await store.query(
    `with payment as (
       insert into payments (order_id, amount_cents, outcome, charge, fee_cents, side, version)
       values ($1, $2, $3, $4, $5, $6, $7))
     update orders set state = case when $3 = 'paid' then 'paid' else state end where id = $1`,
    [order.id, order.total_cents, outcome, charge, feeCents, side, version],
  )
}

async function refund(backend: Backend, order: Order): Promise<Answer> {
  const { store, business, side, version } = backend
  try {
    const told = await backend.payments.ask('POST', '/refunds', { body: { charge: order.charge } })
    if (told.status !== 201) return json(409, { error: 'the payment gateway does not refund this' })
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return json(503, { error: 'the payment gateway gives no answer: try again in a moment' })
  }
  await store.transaction(async (client) => {
    await client.query("update orders set state = 'refunded' where id = $1", [order.id])
    await client.query(
      'insert into refunds (order_id, amount_cents, side, version) values ($1, $2, $3, $4)',
      [order.id, order.total_cents, side, version],
    )
  })
  business.refunds_total()
  business.refunded_cents_total(order.total_cents)
  return json(200, { refunded: true, totalCents: order.total_cents })
}

async function orderOf({ store }: Backend, user: string, id: string | null): Promise<Order> {
  if (id === null || !/^\d{1,15}$/.test(id)) throw new Refused(422, 'the body needs an orderId')
  const [order] = await store.query<Order>(
    `select id, total_cents, state,
       (select charge from payments where order_id = orders.id and outcome = 'paid' limit 1) as charge
     from orders where id = $1 and user_id = $2`,
    [id, user],
  )
  if (order === undefined) throw new Refused(404, 'this user has no such order')
  return order
}

type Line = { readonly product: number; readonly quantity: number }

function linesIn(body: unknown): Line[] {
  const lines = (body as { lines?: unknown } | null)?.lines
  const isLine = (line: unknown): line is Line => {
    const { product, quantity } = (line ?? {}) as Record<string, unknown>
    return (
      Number.isInteger(product) &&
      Number.isInteger(quantity) &&
      Number(quantity) >= 1 &&
      Number(quantity) <= 20
    )
  }
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > 20 || !lines.every(isLine))
    throw new Refused(422, 'lines must be a list of {product, quantity}, 1 to 20 of them')
  return lines
}
