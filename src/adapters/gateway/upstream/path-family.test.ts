import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathFamily } from './path-family.ts'

const cases: readonly (readonly [url: string, family: string])[] = [
  ['/', 'GET/'],
  ['/slow?n=1', 'GET/slow'],
  ['/users/4711/orders', 'GET/users/*/orders'],
  ['/users/4712/orders?all', 'GET/users/*/orders'],
  ['/v2/items/0b4f1c9e-77aa-4d2e-9b1c-1f2e3d4c5b6a', 'GET/v2/items/*'],
  ['/page1', 'GET/page1'],
  [`/${'x'.repeat(2_000)}`, 'GET/*'],
  ['/a1/b/c/d/e/f/g', 'GET/a1/b/c/d/e'],
]
for (const [url, family] of cases)
  test(`${url.slice(0, 60)} is of the family ${family}`, () => assert.equal(pathFamily('GET', url), family))

test('methods are families of their own', () =>
  assert.notEqual(pathFamily('GET', '/x'), pathFamily('POST', '/x')))
