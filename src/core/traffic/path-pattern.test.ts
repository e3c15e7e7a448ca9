import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pathPatterns } from './path-pattern.ts'

const ROWS: readonly (readonly [patterns: readonly string[], url: string, found: string | null])[] = [
  [['/api/orders'], '/api/orders', '/api/orders'],
  [['/api/orders'], '/api/orders?id=1', '/api/orders'],
  [['/api/orders'], '/api/orders/7', null],
  [['/api/orders'], '/api/orders/', null],
  [['/api/*'], '/api/orders/7?x', '/api/*'],
  [['/api/*'], '/api', null],
  [['/api/*'], '/apiary/x', null],
  [['/users/*/orders'], '/users/42/orders', '/users/*/orders'],
  [['/users/*/orders'], '/users/42/43/orders', null],
  [['/users/*/orders'], '/users/42/orders/1', null],
  [['/api/v1/*', '/api/*'], '/api/v1/x', '/api/v1/*'],
  [['/api/*', '/api/v1/*'], '/api/v1/x', '/api/*'],
  [['/*'], '/', '/*'],
  [['/'], '/?a', '/'],
  [['/api/*'], 'http://host:80/api/x', '/api/*'],
  [['/'], 'http://host', '/'],
  [['/'], '*', '/'],
  [[], '/anything', null],
]
for (const [patterns, url, found] of ROWS)
  test(`${url} among ${patterns.join(' ')} is ${found}`, () => {
    assert.equal(pathPatterns(patterns)(url), found)
  })

test('whatever is asked for, what is found is one of those that are declared, and quickly', () => {
  const declared = ['/api/orders', '/api/*/items/*', '/*']
  const find = pathPatterns(declared)
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (url) => {
      const found = find(url)
      assert.ok(found === null || declared.includes(found))
    }),
  )
  const began = performance.now()
  for (let i = 0; i < 1_000; i++) find('/'.repeat(8_000))
  assert.ok(performance.now() - began < 1_000)
})
