import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { until } from '../../../process/until.ts'
import { type Shop, startShop } from '../services/shop.ts'
import { setLogLevel } from '../services/side-kit.ts'
import type { ShopReport } from './deeds.ts'
import { exposition } from './exposition.testing.ts'
import { startShopUsers } from './start-users.ts'

/** A wait that only a test gone wrong ever sees to its end. */
const WITHIN_MS = 60_000

test('the shop stands, counts what its users do, and shows a fault that is ordered', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-shop-'))
  const shop = await startShop({ dir, stableVersion: 'v2.1.0' })
  const { frontend, backend } = shop.addresses.publicly
  try {
    await t.test('every probe of both services looks, and finds it well', async () => {
      const names = ['startup', 'live', 'ready', 'db', 'payments', 'external', 'cache']
      const answers = await Promise.all(
        [frontend, backend].flatMap((url) => names.map((name) => ask(`${url}/health/${name}`))),
      )
      const ill = answers.filter(({ status }) => status !== 200).map(({ body }) => body)
      // Without a Redis the backend goes without, and its probe says so.
      assert.deepEqual(
        ill.map((body) => /MISSING redis-server/.test(body)),
        'missing' in shop.database.cache ? [true, true] : [],
        ill.join('\n'),
      )
    })

    await t.test('what it counts is what the users did, also with a button that is broken', async () => {
      const users = await startShopUsers({ shop, users: 60, thinkMs: 100, seed: 7 })
      try {
        await until('users buy', WITHIN_MS, () => users.report().deeds.checkouts.successes >= 8)
        shop.orderFault('conversion')
        await until('users complain', WITHIN_MS, () => users.report().deeds.complaints >= 2)
      } finally {
        await users.stop()
        shop.orderFault('none')
      }
      await mustAgree(shop, users.report())
    })

    await t.test('a side that is told to logs its requests as JSON, with the id of their trace', async () => {
      const log = join(dir, 'logs', 'frontend-blue.log')
      const traced = async (trace: string) => {
        const traceparent = `00-${trace}-00f067aa0ba902b7-01`
        await fetch(`${frontend}/`, { headers: { traceparent }, signal: AbortSignal.timeout(5_000) })
        return () =>
          readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line.includes(trace))
            .map((line): unknown => JSON.parse(line))
      }
      const [quiet, told] = ['4bf92f3577b34da6a3ce929d0e0e4736', '5bf92f3577b34da6a3ce929d0e0e4737']
      const before = await traced(quiet ?? '')
      setLogLevel(dir, 'frontend', 'blue', 'DEBUG')
      let found: readonly unknown[] = []
      await until('a request is logged', WITHIN_MS, async () => {
        found = (await traced(told ?? ''))()
        return found.length > 0
      })
      setLogLevel(dir, 'frontend', 'blue', 'INFO')
      assert.deepEqual(before(), [], 'at INFO a request that went well is no line')
      const [line] = found as readonly Record<string, unknown>[]
      assert.deepEqual([line?.level, line?.service, line?.trace], ['DEBUG', 'frontend v2.1.0', told])
    })

    await t.test('lost connections fill the pool, which its owner still can ask', async () => {
      shop.orderFault('db-pool')
      await until('the pool is nearly used up', WITHIN_MS, async () => {
        const now = await exposition(backend)
        return now.sum('db_pool_used_ratio') >= 0.95 && now.sum('db_pool_connections_in_use') >= 40
      })
      assert.equal((await ask(`${backend}/health/db`)).status, 200)
      shop.orderFault('none')
      await until('they come back', WITHIN_MS, async () => {
        return (await exposition(backend)).sum('db_pool_connections_in_use') <= 1
      })
    })

    const noBackups = 'missing' in shop.database.backups ? shop.database.backups.missing : false
    await t.test('a backup is proven by restoring it', { skip: noBackups }, async () => {
      const script = join(import.meta.dirname, '..', 'services', 'database', 'backup.ts')
      const { stdout } = await promisify(execFile)(process.execPath, [script, '--dir', dir], {
        timeout: WITHIN_MS,
      })
      const { verified, products, orders } = JSON.parse(stdout)
      assert.deepEqual([verified, products], [true, 8])
      assert.ok(orders >= 8)
    })
  } finally {
    await shop.stop()
  }
  assert.deepEqual(runningIn(dir), [])
  rmSync(dir, { recursive: true, force: true })
})

/** Two who counted the same things: those who did them, and those for whom they were done. */
async function mustAgree(shop: Shop, { deeds, ...seen }: ShopReport): Promise<void> {
  const { frontend, backend } = shop.addresses.publicly
  // A button that leads nowhere is no request that fails.
  assert.deepEqual([seen.ok, seen.failedBecauseOfUs, seen.failedBecauseOfVersion], [seen.requests, 0, 0])
  const [front, back] = await Promise.all([exposition(frontend), exposition(backend)])
  const flow = (counted: Counted, name: string) => ({
    attempts: counted.sum('conversion_attempts_total', `flow="${name}"`),
    successes: counted.sum('conversion_successes_total', `flow="${name}"`),
  })
  assert.equal(front.sum('http_requests_total'), seen.targets.frontend?.requests)
  assert.equal(front.sum('http_request_duration_seconds_count'), front.sum('http_requests_total'))
  assert.deepEqual(flow(front, 'signup'), deeds.signups)
  assert.deepEqual(flow(front, 'checkout'), deeds.checkouts)
  assert.equal(flow(back, 'payments').successes, deeds.checkouts.successes)
  assert.ok(
    deeds.checkouts.attempts - deeds.checkouts.successes >= deeds.deadButtons && deeds.deadButtons >= 2,
  )
  assert.equal(back.sum('order_value_cents_total'), deeds.orderCents)
  assert.equal(back.sum('refunds_total'), deeds.refunds)
  assert.ok(back.sum('payment_cost_cents_total') > 25 * deeds.checkouts.successes)
  // What the frontend asked in their name comes on top of their own requests.
  assert.equal(back.sum('http_requests_total') - askedByFrontend(front, back), seen.targets.backend?.requests)
  const filed = JSON.parse((await ask(`${shop.addresses.helpdesk}/api/complaints`)).body)
  assert.equal(filed.services.frontend.blue.count, deeds.complaints)
  assert.equal(filed.latest[0].subject, 'the button does nothing')
  await until('every receipt is written', WITHIN_MS, async () => {
    const now = await exposition(backend)
    return now.sum('receipts_written_total') === deeds.checkouts.successes && now.sum('queue_depth') === 0
  })
}

async function ask(url: string): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  return { status: answer.status, body: await answer.text() }
}

type Counted = Awaited<ReturnType<typeof exposition>>

/** Sign-ups, logins, orders and payments come by the frontend alone; goods and accounts for its pages. */
function askedByFrontend(front: Counted, back: Counted): number {
  const by = (path: string) => back.sum('http_requests_total', `path="${path}"`)
  const relayed = ['/api/v1/signup', '/api/v1/login', '/api/v1/orders', '/api/payments/process'].map(by)
  const looked = front.sum('catalog_reads_total') + front.sum('http_requests_total', 'path="/account"')
  return relayed.reduce((sum, n) => sum + n, looked)
}

/** What still runs with the shop's directory among its arguments. */
function runningIn(dir: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const said = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ')
        return said.includes(dir) ? [said] : []
      } catch {
        return []
      }
    })
}
