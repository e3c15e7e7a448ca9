import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Restriction } from './mode.ts'
import { formFor, healthOf, refusalOf, retryAfterS } from './refusal.ts'

const NOW = Date.UTC(2026, 10, 29, 2, 0, 0)
const UNTIL = Date.UTC(2026, 10, 29, 4, 0, 0)

test('the form is the one that the caller likes best', () => {
  const table: readonly [string | undefined, string][] = [
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', 'html'],
    ['TEXT/HTML', 'html'],
    ['application/json', 'json'],
    ['application/problem+json', 'json'],
    ['application/json, text/plain, */*', 'json'],
    ['text/plain', 'text'],
    ['text/*', 'text'],
    ['text/plain;q=0.5, text/html', 'html'],
    ['text/html;q=0.5,application/json;q=0.501', 'json'],
    ['text/html;level=1;q=0.2, text/plain;q=0.3', 'text'],
    ['text/html;q=0', 'json'],
    ['text/html;q=nonsense, text/plain;q=0.1', 'text'],
    ['image/png', 'json'],
    [`${'a/b,'.repeat(400)}text/html`, 'json'],
  ]
  for (const [accept, form] of table) assert.equal(formFor(accept), form, accept)
})

test('Retry-After counts to the end that is expected', () => {
  const table: readonly [number | undefined, number][] = [
    [undefined, 60],
    [UNTIL, 7_200],
    [NOW + 1, 1],
    [NOW + 1_001, 2],
    [NOW, 60],
    [NOW - 5_000, 60],
    [NOW + 90 * 86_400_000, 86_400],
  ]
  for (const [until, seconds] of table) assert.equal(retryAfterS(until, NOW), seconds)
})

test('the same is said as page, as problem and as text', () => {
  const mode: Restriction = { traffic: 'maintenance', banner: 'A "new" <database> & more', until: UNTIL }
  const html = refusalOf(mode, NOW, 'text/html')
  assert.deepEqual(html.headers, {
    'content-type': 'text/html; charset=utf-8',
    'retry-after': '7200',
    'cache-control': 'no-store',
    vary: 'Accept',
  })
  assert.match(html.body, /<p>A &quot;new&quot; &lt;database&gt; &amp; more<\/p>/)
  assert.match(html.body, /<p>Expected until 2026-11-29 04:00 UTC\.<\/p>/)
  assert.deepEqual(JSON.parse(refusalOf(mode, NOW, undefined).body), {
    type: 'about:blank',
    title: 'Down for maintenance',
    status: 503,
    detail: 'A "new" <database> & more',
    traffic: 'maintenance',
    until: '2026-11-29T04:00:00Z',
  })
  assert.equal(
    refusalOf(mode, NOW, 'text/plain').body,
    'A "new" <database> & more\nExpected until 2026-11-29 04:00 UTC.\n',
  )
  assert.equal(
    refusalOf({ traffic: 'read-only' }, NOW, 'text/plain').body,
    'Reading works; nothing can be changed at the moment.\n',
  )
})

test('no banner leaves its paragraph', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'abé</p>', '👩') }), (banner) => {
      const { body } = refusalOf({ traffic: 'read-only', banner }, NOW, 'text/html')
      const said = /<p>([\s\S]*)<\/p>/.exec(body)?.[1] ?? ''
      assert.doesNotMatch(said, /[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
    }),
  )
})

test('the health path says whether anything is turned away', () => {
  assert.equal(healthOf(undefined), '{"maintenanceMode":false,"traffic":"normal"}\n')
  assert.deepEqual(JSON.parse(healthOf({ traffic: 'read-only' })), {
    maintenanceMode: true,
    traffic: 'read-only',
  })
})
