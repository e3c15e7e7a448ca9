import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { forwardedHeaders, type Lead, ledRequest } from './lead.ts'

const lead = (from: string, to: string | null, keepsHost = true): Lead => ({ from, to, keepsHost })
const LEADS: readonly Lead[] = [
  lead('https://shop.example', 'http://h:2'),
  lead('https://shop.example/api/v1/', 'http://h:4'),
  lead('https://shop.example/account', null),
  lead('http://h:1', 'http://h:2', false),
  lead('http://h:2', 'http://h:2', false),
  lead('http://localhost:5000', 'https://side.internal', false),
]

const ROWS: readonly [title: string, url: string, to: string | null][] = [
  ['the address itself', 'https://shop.example', 'http://h:2'],
  ['path and query are kept', 'https://shop.example/a/b?c=d#e', 'http://h:2/a/b?c=d#e'],
  ['a query without a path', 'https://shop.example?c', 'http://h:2?c'],
  ['the port of the scheme may stand there', 'HTTPS://Shop.Example:443/A', 'http://h:2/A'],
  ['another port is another address', 'https://shop.example:8443/', null],
  ['another scheme is another address', 'http://shop.example/', null],
  ['a longer host is another one', 'https://shop.example.org/', null],
  [
    'a path of another target goes to that one',
    'https://shop.example/api/v1/orders',
    'http://h:4/api/v1/orders',
  ],
  ['the path itself', 'https://shop.example/api/v1?x', 'http://h:4/api/v1?x'],
  ['what only begins like it', 'https://shop.example/api/v12', 'http://h:2/api/v12'],
  ['below an address that is not led', 'https://shop.example/account/me', null],
  ['the other side', 'http://h:1/health', 'http://h:2/health'],
  ['the side itself', 'http://h:2/health', 'http://h:2/health'],
  ['names of this machine are one', 'http://127.0.0.1:5000/x', 'https://side.internal/x'],
  ['what belongs to nobody', 'https://cdn.example/app.js', null],
  ['what is no URL of HTTP', 'data:text/plain,x', null],
]

describe('where a request is led', () => {
  for (const [title, url, to] of ROWS) it(title, () => assert.equal(ledRequest(url, LEADS)?.url ?? null, to))

  it('hears its host and scheme where it came by an address of users, and not where it named a side', () => {
    const of = (url: string) => {
      const led = ledRequest(url, LEADS)
      assert.ok(led !== null)
      return forwardedHeaders(led)
    }
    assert.deepEqual(of('https://shop.example/a'), {
      host: 'shop.example',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'https',
    })
    assert.deepEqual(of('http://h:1/a'), {})
  })
})
