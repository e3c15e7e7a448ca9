import assert from 'node:assert/strict'
import { test } from 'node:test'
import { haproxyConfig } from './config.ts'
import type { ConfiguredTarget, HaproxyConfigOrder } from './config-order.ts'
import { readEntry } from './entry.ts'

const wix: ConfiguredTarget = {
  target: 'staging/wix',
  backend: 'wix',
  maps: '/etc/haproxy/cutwater',
  sides: { blue: 'http://10.0.0.1:8080', green: 'https://green.example' },
  listen: null,
}
const order = (over: Partial<HaproxyConfigOrder> = {}): string =>
  haproxyConfig({
    socket: '/run/haproxy/cutwater.sock',
    targets: [wix],
    cookieSecretFile: '/etc/haproxy/cutwater/cookie-secret',
    trusted: [],
    userHeader: 'X-User-Id',
    segmentHeader: 'X-User-Segment',
    healthPath: null,
    metrics: null,
    ...over,
  })

test('the printed configuration believes nobody unless told to, and adds no frontend unless asked', () => {
  const text = order()
  assert.match(text, /^ {4}http-request del-header X-User-Id$/m)
  assert.match(text, /^ {4}http-request del-header X-Canary-Version$/m)
  assert.doesNotMatch(text, /frontend|cutwater_trusted/)
  assert.match(
    text,
    /server green green\.example:443 ssl verify required ca-file @system-ca sni str\(green\.example\)/,
  )
  assert.match(order({ trusted: ['10.0.0.0/8'] }), /del-header X-User-Id unless cutwater_trusted/)
})

test('what HAProxy cannot be told is refused', () => {
  const refused: readonly (readonly [Partial<HaproxyConfigOrder>, RegExp])[] = [
    [{ targets: [wix, { ...wix, target: 'production/wix' }] }, /would both be the backend wix/],
    [{ targets: [{ ...wix, maps: '/etc/my maps' }] }, /holds a character/],
    [{ targets: [{ ...wix, sides: { ...wix.sides, blue: 'http://10.0.0.1/v1' } }] }, /no path of its own/],
    [{ socket: "/run/it's.sock" }, /holds a quote/],
    [{ cookieSecretFile: '/etc/a\nb' }, /line break/],
  ]
  for (const [over, why] of refused) assert.throws(() => order(over), { name: 'RangeError', message: why })
})

test('nothing but an entry is read as one', () => {
  for (const text of [
    '',
    '1 red closed',
    '1 blue',
    '1 blue open',
    '1 blue open 10001 c -',
    '1 blue closed here',
    '-1 blue closed',
    '1 blue open 1 c header x',
  ])
    assert.equal(readEntry(text), null, text)
  assert.deepEqual(readEntry('3 green latched here'), {
    desired: { generation: 3, stable: 'green', split: { mode: 'closed', latched: true } },
    latchedLocally: true,
  })
})
