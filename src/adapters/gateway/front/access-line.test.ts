import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Access, accessLine, withoutQuery } from './access-line.ts'

const ACCESS: Access = {
  at: Date.UTC(2026, 10, 30, 17, 5, 23, 45),
  from: '192.0.2.7',
  method: 'GET',
  path: '/checkout',
  protocol: 'HTTP/1.1',
  status: 200,
  whole: true,
  bytes: 2326,
  ms: 12.34,
  referer: 'https://shop.example/cart?token=hunter2',
  agent: 'Mozilla/5.0 "x"\n',
  target: 'staging/shop',
  side: 'green',
  version: 'v2',
}

test('combined is what tools for Apache and nginx read', () => {
  assert.equal(
    accessLine(ACCESS, 'combined'),
    '192.0.2.7 - - [30/Nov/2026:17:05:23 +0000] "GET /checkout HTTP/1.1" 200 2326 "https://shop.example/cart" "Mozilla/5.0 \\"x\\"\\x0a"\n',
  )
  assert.match(
    accessLine({ ...ACCESS, status: null, referer: null, agent: null, path: '/ä' }, 'combined'),
    /"GET \/\\xc3\\xa4 HTTP\/1.1" 499 2326 "-" "-"\n$/,
  )
})

test('json says the same and where it went', () => {
  const line = accessLine(ACCESS, 'json')
  assert.equal(line.split('\n').length, 2)
  assert.deepEqual(JSON.parse(line), {
    ...ACCESS,
    at: '2026-11-30T17:05:23.045Z',
    ms: 12.3,
    referer: 'https://shop.example/cart',
  })
})

const urls: readonly [string, string][] = [
  ['/a?token=hunter2', '/a'],
  ['/a#hunter2', '/a'],
  ['http://ann:hunter2@shop.example/a', 'http://shop.example/a'],
  ['//ann@shop.example/a', '//shop.example/a'],
  ['/at@home', '/at@home'],
]
for (const [url, kept] of urls) test(`of ${url} is kept ${kept}`, () => assert.equal(withoutQuery(url), kept))
