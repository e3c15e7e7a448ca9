import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  asMode,
  isAllowedPath,
  letsThrough,
  modeOf,
  NORMAL,
  type Restriction,
  sameMode,
  type TrafficMode,
} from './mode.ts'

const READ_ONLY: Restriction = { traffic: 'read-only' }
const MAINTENANCE: Restriction = { traffic: 'maintenance', banner: 'Back soon', until: 5 }

test('what a mode lets through', () => {
  const table: readonly (readonly [Restriction | undefined, string, allowed: boolean, through: boolean])[] = [
    [undefined, 'POST', false, true],
    [undefined, 'GET', false, true],
    ...(['GET', 'HEAD', 'OPTIONS', 'TRACE'] as const).map((m) => [READ_ONLY, m, false, true] as const),
    ...(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'get', ''] as const).map(
      (m) => [READ_ONLY, m, true, false] as const,
    ),
    [MAINTENANCE, 'GET', false, false],
    [MAINTENANCE, 'GET', true, true],
    [MAINTENANCE, 'POST', true, true],
    [MAINTENANCE, 'POST', false, false],
  ]
  for (const [mode, method, allowed, through] of table)
    assert.equal(
      letsThrough(mode, method, () => allowed),
      through,
      `${mode?.traffic} ${method} ${allowed}`,
    )
})

test('a path is allowed word for word or below a star, and never by what another reader takes it for', () => {
  const allowed = ['/health', '/admin/*', '/%41']
  const table: readonly [string, boolean][] = [
    ['/health', true],
    ['/health/', false],
    ['/healthy', false],
    ['/Health', false],
    ['//health', false],
    ['/admin/', true],
    ['/admin/users/7', true],
    ['/admin', false],
    ['/%41', true],
    ['/admin/../orders', false],
    ['/admin/..', false],
    ['/admin/./x', false],
    ['/admin/%2e%2E/orders', false],
    ['/admin/..%2forders', false],
    ['/admin/..%5Corders', false],
    ['/admin/..\\orders', false],
    ['/admin/..;/orders', false],
    ['/admin/..;x=1/orders', false],
    ['/admin/..%3B/orders', false],
    ['/admin/a..b', true],
    ['/admin/users;page=2', true],
    ['*', false],
    ['', false],
  ]
  for (const [path, expected] of table) assert.equal(isAllowedPath(allowed, path), expected, path)
  assert.equal(isAllowedPath([], '/health'), false)
  assert.equal(isAllowedPath(['/*'], '/anything'), true)
})

const anyMode: fc.Arbitrary<TrafficMode> = fc.oneof(
  fc.constant(NORMAL),
  fc.record(
    {
      traffic: fc.constantFrom('read-only' as const, 'maintenance' as const),
      banner: fc.constantFrom('a', 'b'),
      until: fc.constantFrom(1, 2),
    },
    { requiredKeys: ['traffic'] },
  ),
)

test('normal has no key, and two modes are the same when they say the same', () => {
  assert.deepEqual(asMode(NORMAL), {})
  fc.assert(
    fc.property(anyMode, anyMode, (a, b) => {
      assert.deepEqual(modeOf(asMode(a)), a)
      assert.equal(sameMode(a, b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
      assert.equal(sameMode(a, asMode(a).mode), true)
    }),
  )
})

const sorted = (mode: TrafficMode) => Object.entries(mode).sort(([a], [b]) => (a < b ? -1 : 1))
