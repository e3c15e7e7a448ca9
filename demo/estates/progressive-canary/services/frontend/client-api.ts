/** What pages call: `/api/client/*`, which asks the backend in the name of the user. */
import { buttonIsBroken, receiptIsWrong } from '../faults/kinds.ts'
import type { SideKit } from '../side-kit.ts'
import { type Answer, type Asked, json, jsonBody, type Routes, textField } from '../web/answers.ts'
import { conversions, counters } from '../web/metrics.ts'
import { type Ask, type Peer, passedOn, type Told, Unreachable } from '../web/peer.ts'
import {
  type Account,
  accountPage,
  checkoutPage,
  homePage,
  loginPage,
  type Product,
  signupPage,
} from './pages.ts'

const CATALOG_MS = 5_000
/** Beside a wrong total: what a parcel costs, which nobody ordered. */
const PARCEL_CENTS = 690

export function clientRoutes(kit: SideKit, backend: Peer): Routes {
  const flows = conversions(kit.metrics.registry, ['checkout', 'signup'])
  const facts = { version: kit.version, servedBy: kit.name }
  const count = counters(kit.metrics.registry, {
    catalog_reads_total: 'How often the goods were asked of the backend; they are kept for a few seconds.',
  })
  let receipts = 0
  let catalog: { readonly products: readonly Product[]; readonly until: number } = { products: [], until: 0 }
  const products = async (asked: Asked): Promise<readonly Product[] | Answer> => {
    if (performance.now() < catalog.until) return catalog.products
    count.catalog_reads_total()
    const told = await ask(backend, 'GET', '/api/v1/products', { headers: passedOn(asked) })
    if (told.status !== 200) return relayed(told)
    const { products: found = [] } = told.body as { products?: readonly Product[] }
    catalog = { products: found, until: performance.now() + CATALOG_MS }
    return found
  }
  const relay =
    (path: string, method: 'POST' | 'PUT' = 'POST') =>
    async (asked: Asked) =>
      relayed(await ask(backend, method, path, { headers: passedOn(asked), body: await jsonBody(asked) }))
  return {
    'GET /': async (asked) => {
      const found = await products(asked)
      return 'status' in found ? found : homePage(facts, found)
    },
    'GET /checkout': (asked) => {
      flows.began('checkout')
      const user = String(asked.headers['x-user-id'] ?? '')
      return checkoutPage(facts, !buttonIsBroken(kit.ordered().kind, user))
    },
    'GET /signup': () => {
      flows.began('signup')
      return signupPage(facts)
    },
    'GET /login': () => loginPage(facts),
    'GET /account': async (asked) => {
      const told = await ask(backend, 'GET', '/api/v1/me', { headers: passedOn(asked) })
      if (told.status !== 200 && told.status !== 401) return relayed(told)
      return accountPage(facts, told.status === 200 ? (told.body as Account) : null)
    },
    'POST /api/client/avatar': relay('/api/v1/avatars/me', 'PUT'),
    'POST /api/client/tokens': relay('/api/v1/tokens'),
    'GET /api/client/config': () => json(200, { version: kit.version, currency: 'EUR' }),
    'POST /api/client/login': relay('/api/v1/login'),
    'POST /api/client/signup': async (asked) => {
      const answer = await relay('/api/v1/signup')(asked)
      if (answer.status === 201) flows.succeeded('signup')
      return answer
    },
    'POST /api/client/checkout': async (asked) => {
      const headers = passedOn(asked)
      const body = await jsonBody(asked)
      const { lines } = body as { lines?: unknown }
      const order = await ask(backend, 'POST', '/api/v1/orders', { headers, body: { lines } })
      if (order.status !== 201) return relayed(order)
      const { orderId, totalCents } = order.body as { orderId: string; totalCents: number }
      const card = textField(body, 'card')
      const paid = await ask(backend, 'POST', '/api/payments/process', { headers, body: { orderId, card } })
      if (paid.status !== 200) return relayed(paid)
      flows.succeeded('checkout')
      receipts += 1
      const parcel = receiptIsWrong(kit.ordered().kind, receipts) ? PARCEL_CENTS : 0
      return json(200, { orderId, totalCents: totalCents + parcel })
    },
  }
}

/** A broken way to the backend is told apart from what the backend itself says. */
async function ask(backend: Peer, method: 'GET' | 'POST' | 'PUT', path: string, how: Ask): Promise<Told> {
  try {
    return await backend.ask(method, path, how)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return { status: 502, body: { error: error.message }, version: null, cookies: [] }
  }
}

/** With the cookies that the backend sets: a browser knows one shop. */
function relayed({ status, body, version, cookies }: Told): Answer {
  const answer = json(status, body ?? { error: 'the backend said nothing' })
  return {
    ...answer,
    ...(cookies.length === 0 ? {} : { headers: { 'set-cookie': cookies } }),
    ...(status >= 500 && version === null ? { notOurs: true } : {}),
  }
}
