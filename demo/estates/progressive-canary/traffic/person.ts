/** A person who uses the shop: what they do, one step after the other, with time to think in between. */
import type { Seen } from './browser.ts'
import { chance, Mood, type Person } from './mood.ts'

export class Leaving extends Error {
  override readonly name = 'Leaving'
}

/**
 * Of a hundred: how often people go through with it, and what else they do. A little more often than the plan states as
 * its baseline: of some hundred people a few points fewer are chance, and no fault of the version.
 */
const SIGN_UP = 70
const BUY = 88
const CARD_IS_DECLINED = 0.2
const COMES_BACK = 70
const AVATAR = 12
const API_TOKEN = 8
const REFUND = 3
const SCORE = 50

const CARD = '4111111111111111'
const DECLINED_CARD = '4000000000000002'

/** From the first visit to the last one. */
export async function live(person: Person): Promise<void> {
  const mood = new Mood(person)
  if (!(await arrives(person, mood, false))) return
  for (;;) {
    await looksAround(person, mood)
    await buys(person, mood)
    if (!chance(person, COMES_BACK)) return
    await person.think()
    mood.begin()
    if (!(await arrives(person, mood, true))) return
  }
}

/** Opens the shop, and signs up or logs in. */
async function arrives(person: Person, mood: Mood, hasAccount: boolean): Promise<boolean> {
  const { shops, deeds, think, id, email } = person
  const home = await mood.ask(shops.frontend, '/')
  for (const [asset] of home.text.matchAll(/\/static\/[\w.]+/g)) await mood.ask(shops.frontend, asset)
  await think()
  const credentials = { email, password: `password of ${id}` }
  if (hasAccount) {
    const { status } = await mood.ask(shops.frontend, '/api/client/login', {
      method: 'POST',
      body: credentials,
    })
    if (status === 200) deeds.logins += 1
    await think()
    return status === 200
  }
  const page = await mood.ask(shops.frontend, '/signup')
  if (page.status !== 200) return false
  deeds.signups.attempts += 1
  await think()
  if (!chance(person, SIGN_UP)) return false
  const body = { ...credentials, ...asMember(person) }
  const signed = await mood.ask(shops.frontend, '/api/client/signup', { method: 'POST', body })
  if (signed.status === 201) deeds.signups.successes += 1
  await think()
  return signed.status === 201
}

function asMember({ id, segment }: Person) {
  if (segment === 'internal') return { handle: `@team-${id}` }
  if (segment === 'beta') return { handle: id, betaTester: true }
  return { handle: id, tier: segment === 'premium' ? 'premium' : 'free' }
}

async function looksAround(person: Person, mood: Mood): Promise<void> {
  const { shops, deeds, think } = person
  await mood.ask(shops.backend, '/api/v1/products')
  await think()
  if (chance(person, AVATAR)) {
    const body = { letters: 'CD', colour: '#1f6feb' }
    const set = await mood.ask(shops.backend, '/api/v1/avatars/me', { method: 'PUT', body })
    const { avatar } = read<{ avatar?: string }>(set)
    if (avatar !== undefined) await mood.ask(shops.backend, avatar)
    const account = await mood.ask(shops.frontend, '/account')
    if (account.text.includes('class="avatar"')) deeds.avatars += 1
    await think()
  }
  if (chance(person, API_TOKEN)) {
    const body = { label: 'my script' }
    const made = await mood.ask(shops.backend, '/api/v1/tokens', { method: 'POST', body })
    const { token } = read<{ token?: string }>(made)
    if (token === undefined) return
    await mood.ask(shops.backend, '/auth/verify', { token })
    await mood.ask(shops.backend, '/api/v1/me', { token })
    const revoked = await mood.ask(shops.backend, '/api/v1/tokens', { method: 'DELETE', token })
    if (revoked.status === 200) deeds.tokens += 1
    await think()
  }
}

async function buys(person: Person, mood: Mood): Promise<void> {
  const { shops, deeds, think } = person
  const page = await mood.ask(shops.frontend, '/checkout')
  if (page.status !== 200) return
  deeds.checkouts.attempts += 1
  await think()
  if (!chance(person, BUY)) return
  const action = /<form id="checkout"[^>]* action="([^"]+)"/.exec(page.text)?.[1]
  if (action === undefined) {
    deeds.deadButtons += 1
    return mood.complain('the button does nothing', page)
  }
  const lines = [
    { product: 1 + Math.floor(person.random() * 8), quantity: 1 + Math.floor(person.random() * 2) },
  ]
  const declined = chance(person, CARD_IS_DECLINED)
  const body = { lines, card: declined ? DECLINED_CARD : CARD }
  const paid = await mood.ask(shops.frontend, action, {
    method: 'POST',
    body,
    ...(declined ? { deserves: 402 } : {}),
  })
  if (declined) return
  if (paid.status === 402) await mood.complain('the payment failed', paid)
  if (paid.status !== 200) return
  const { orderId, totalCents = 0 } = read<{ orderId?: string; totalCents?: number }>(paid)
  deeds.checkouts.successes += 1
  deeds.orderCents += totalCents
  const expected = await priceOf(person, mood, lines)
  if (expected !== null && totalCents !== expected) await mood.complain('the total is wrong', paid)
  await think()
  if (chance(person, SCORE)) await mood.score(paid)
  if (!chance(person, REFUND)) return
  const refunded = await mood.ask(shops.backend, `/api/v1/orders/${orderId}/refund`, {
    method: 'POST',
    body: {},
  })
  if (refunded.status === 200) deeds.refunds += 1
  await think()
}

type Line = { readonly product: number; readonly quantity: number }

/** As the list of goods says; null when it could not be read. */
async function priceOf({ shops }: Person, mood: Mood, lines: readonly Line[]): Promise<number | null> {
  mood.prices ??= await pricesIn(await mood.ask(shops.backend, '/api/v1/products'))
  const { prices } = mood
  if (prices === null) return null
  return lines.reduce((sum, { product, quantity }) => sum + (prices.get(product) ?? 0) * quantity, 0)
}

function pricesIn(seen: Seen): Map<number, number> | null {
  const { products } = read<{ products?: { id: number; price_cents: number }[] }>(seen)
  return products === undefined ? null : new Map(products.map(({ id, price_cents }) => [id, price_cents]))
}

function read<T extends object>({ status, text }: Seen): Partial<T> {
  if (status < 200 || status >= 300) return {}
  try {
    return JSON.parse(text) as T
  } catch {
    return {}
  }
}
