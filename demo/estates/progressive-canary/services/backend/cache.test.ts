import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cacheOf, hasCache } from './cache.ts'

test('v2.1.0 is the first version with a cache', () => {
  const versions = ['v1.9.0', 'v2.0.0', 'v2.0.7', 'v2.1.0', 'v2.10.0', 'v3.0.0', 'nonsense']
  assert.deepEqual(versions.map(hasCache), [false, false, false, true, true, true, false])
})

test('without a Redis a new version reads what it needs, and its probe says why', async () => {
  const cache = await cacheOf('v2.1.0', { missing: 'MISSING redis-server: no network' })
  assert.equal(await cache.keep('products', 5, async () => 'read'), 'read')
  assert.equal(await cache.look(), 'MISSING redis-server: no network')
})

test('an old version uses none, and is well', async () => {
  const cache = await cacheOf('v2.0.0', { url: 'redis://127.0.0.1:1' })
  assert.equal(await cache.look(), null)
})
