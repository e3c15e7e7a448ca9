import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json } from './answers.ts'
import { router } from './router.ts'

const find = router({
  'GET /': () => json(200, 'home'),
  'GET /avatars/:user': () => json(200, 'avatar'),
  'POST /orders/:order/refund': () => json(200, 'refund'),
})

const rows: readonly [string, string, string | null, Record<string, string>?][] = [
  ['GET', '/', '/'],
  ['GET', '/avatars/7', '/avatars/:user', { user: '7' }],
  ['POST', '/orders/12/refund', '/orders/:order/refund', { order: '12' }],
  ['GET', '/orders/12/refund', null],
  ['GET', '/avatars/', null],
  ['GET', '/avatars/7/more', null],
  ['GET', '/elsewhere', null],
]
for (const [method, path, expected, params = {}] of rows)
  test(`${method} ${path} is counted as ${expected ?? 'no route'}`, () => {
    const found = find(method, path)
    assert.equal(found?.path ?? null, expected)
    assert.deepEqual(found?.params ?? {}, params)
  })
