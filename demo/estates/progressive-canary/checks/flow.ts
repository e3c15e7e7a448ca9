/**
 * What a user does, from one end of the shop to the other, as a check of one's own: `flow.ts NAME`, with SHOP_DIR,
 * FRONTEND_URL and BACKEND_URL. The account that it makes is taken away again, with all that it did.
 */
import pg from 'pg'
import { runMain } from '../../../process/run-main.ts'
import { setting } from '../../../process/settings.ts'
import { readDatabase } from '../services/state.ts'
import { Session } from './session.ts'

type Visit = (session: Session) => Promise<string>

const FLOWS: Readonly<Record<string, Visit>> = {
  'sign-up': async ({ ask }) => {
    const me = await ask('backend', 'GET', '/api/v1/me', 200)
    return `has an account: ${String(me.handle)}`
  },
  login: async ({ ask, credentials }) => {
    await ask('frontend', 'POST', '/api/client/login', 200, credentials)
    return 'logged in by address and password'
  },
  checkout: async ({ ask }) => {
    const body = { lines: [{ product: 1, quantity: 2 }], card: '4111111111111111' }
    const { orderId, totalCents } = await ask('frontend', 'POST', '/api/client/checkout', 200, body)
    await ask('backend', 'POST', `/api/v1/orders/${String(orderId)}/refund`, 200, {})
    return `bought for ${Number(totalCents) / 100} euros, and gave it back`
  },
  avatars: async ({ ask }) => {
    const body = { letters: 'OK', colour: '#1f6feb' }
    const { avatar } = await ask('backend', 'PUT', '/api/v1/avatars/me', 200, body)
    await ask('backend', 'GET', String(avatar), 200)
    return 'has a picture that others see'
  },
  'api-token': async ({ ask }) => {
    const { token } = await ask('backend', 'POST', '/api/v1/tokens', 201, { label: 'check' })
    const bearer = { authorization: `Bearer ${String(token)}` }
    await ask('backend', 'GET', '/auth/verify', 200, undefined, bearer)
    await ask('backend', 'DELETE', '/api/v1/tokens', 200, undefined, bearer)
    return 'made a token, was known by it, and revoked it'
  },
}

await runMain(async () => {
  const visit = FLOWS[process.argv[2] ?? '']
  if (visit === undefined) throw new Error(`say one of ${Object.keys(FLOWS).join(', ')}`)
  const urls = { frontend: setting('FRONTEND_URL'), backend: setting('BACKEND_URL') }
  const session = new Session(urls)
  try {
    await session.signUp()
    process.stdout.write(`${JSON.stringify({ ok: true, says: await visit(session) })}\n`)
  } finally {
    await takeAway(readDatabase(setting('SHOP_DIR')).url, session.credentials.email)
  }
})

/** The shop has no way to end an account; a check leaves nothing behind all the same. */
async function takeAway(url: string, email: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 5_000,
  })
  await client.connect()
  try {
    const mine =
      'order_id in (select id from orders where user_id in (select id from users where email = $1))'
    const own = 'user_id in (select id from users where email = $1)'
    for (const [table, which] of [
      ['refunds', mine],
      ['payments', mine],
      ['orders', own],
      ['tokens', own],
      ['users', 'email = $1'],
    ])
      await client.query(`delete from ${table} where ${which}`, [email])
  } finally {
    await client.end()
  }
}
