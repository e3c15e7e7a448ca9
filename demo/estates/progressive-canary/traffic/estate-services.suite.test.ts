import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { until } from '../../../process/until.ts'
import { type Shop, startShop } from '../services/shop.ts'
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

    await t.test('what it counts is what the users did', async () => {
      const { deeds, ...seen } = await letUsersCome(shop, ({ deeds }) => deeds.checkouts.successes >= 15)
      assert.deepEqual([seen.ok, seen.failedBecauseOfUs, seen.failedBecauseOfVersion], [seen.requests, 0, 0])
      const [front, back] = await Promise.all([exposition(frontend), exposition(backend)])
      const conversion = (what: 'attempts' | 'successes', flow: string) =>
        (flow === 'payments' ? back : front).sum(`conversion_${what}_total`, `flow="${flow}"`)
      const flow = (name: string) => ({
        attempts: conversion('attempts', name),
        successes: conversion('successes', name),
      })
      assert.equal(front.sum('http_requests_total'), seen.targets.frontend?.requests)
      assert.equal(front.sum('http_request_duration_seconds_count'), front.sum('http_requests_total'))
      assert.deepEqual(flow('signup'), deeds.signups)
      assert.deepEqual(flow('checkout'), deeds.checkouts)
      assert.equal(conversion('successes', 'payments'), deeds.checkouts.successes)
      assert.equal(back.sum('order_value_cents_total'), deeds.orderCents)
      assert.equal(back.sum('refunds_total'), deeds.refunds)
      assert.ok(back.sum('payment_cost_cents_total') > 25 * deeds.checkouts.successes)
      // What the frontend asked in their name comes on top of their own requests.
      assert.equal(
        back.sum('http_requests_total') - askedByFrontend(front, back),
        seen.targets.backend?.requests,
      )
      await until('every receipt is written', WITHIN_MS, async () => {
        const now = await exposition(backend)
        return now.sum('receipts_written_total') === deeds.checkouts.successes && now.sum('queue_depth') === 0
      })
    })

    await t.test('a broken button costs orders and brings complaints, and fails no request', async () => {
      const before = await exposition(frontend)
      shop.orderFault('conversion', 'v2.1.0')
      const report = await letUsersCome(shop, ({ deeds }) => deeds.complaints >= 3)
      shop.orderFault('none', 'v2.1.0')
      assert.equal(report.ok, report.requests)
      const after = await exposition(frontend)
      const since = (what: string) => after.sum(what, 'flow="checkout"') - before.sum(what, 'flow="checkout"')
      assert.equal(since('conversion_successes_total'), report.deeds.checkouts.successes)
      assert.ok(since('conversion_successes_total') < 0.8 * since('conversion_attempts_total'))
      const filed = JSON.parse((await ask(`${shop.addresses.helpdesk}/api/complaints`)).body)
      assert.equal(filed.services.frontend.blue.count, report.deeds.complaints)
      assert.equal(filed.latest[0].subject, 'the button does nothing')
    })

    await t.test('lost connections fill the pool, which its owner still can ask', async () => {
      shop.orderFault('db-pool', 'v2.1.0')
      await until('the pool is nearly used up', WITHIN_MS, async () => {
        const now = await exposition(backend)
        return now.sum('db_pool_used_ratio') >= 0.95 && now.sum('db_pool_connections_in_use') >= 40
      })
      assert.equal((await ask(`${backend}/health/db`)).status, 200)
      shop.orderFault('none', 'v2.1.0')
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
      assert.ok(orders >= 15)
    })
  } finally {
    await shop.stop()
  }
  assert.deepEqual(runningIn(dir), [])
  rmSync(dir, { recursive: true, force: true })
})

async function letUsersCome(shop: Shop, enough: (report: ShopReport) => boolean): Promise<ShopReport> {
  const users = await startShopUsers({ shop, users: 60, thinkMs: 100, seed: 7 })
  try {
    await until('users did enough', WITHIN_MS, () => enough(users.report()))
    await sleep(100)
  } finally {
    await users.stop()
  }
  return users.report()
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
