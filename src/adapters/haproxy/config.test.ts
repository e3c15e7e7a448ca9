import assert from 'node:assert/strict'
import { test } from 'node:test'
import { USUAL_COOKIE } from '../../core/traffic/visitor-cookie.ts'
import { haproxyConfig } from './config.ts'
import type { ConfiguredTarget, HaproxyConfigOrder } from './config-order.ts'
import { readEntry } from './entry.ts'
import { sectionAt } from './examine-config.ts'

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
    cookie: USUAL_COOKIE,
    trusted: [],
    userHeader: 'X-User-Id',
    segmentHeader: 'X-User-Segment',
    socketUser: null,
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

test('a local socket names the group that may open it; one on the network does not', () => {
  assert.match(order(), /^ {4}stats socket \/run\/haproxy\/cutwater\.sock mode 600 level admin$/m)
  assert.match(order({ socketUser: 'cutwater' }), /cutwater\.sock mode 600 user cutwater level admin$/m)
  assert.match(order({ socket: '127.0.0.1:9999' }), /^ {4}stats socket 127\.0\.0\.1:9999 level admin$/m)
  assert.match(order({ socket: '[::1]:9999' }), /^ {4}stats socket '\[::1\]:9999' level admin$/m)
})

test('by TLS there is a frontend that asks for certificates, and no runtime socket', () => {
  const admin = {
    listen: '10.0.0.3:9444',
    certificate: '/etc/haproxy/edge-3.pem',
    ca: '/etc/haproxy/ca.pem',
    revoked: null,
    names: ['ops-1', 'ops-2'],
  }
  const socket = 'tls://edge-3:9444'
  const text = order({ socket, admin })
  assert.doesNotMatch(text, /stats (socket|maxconn)/)
  assert.match(
    text,
    /^ {4}bind 10\.0\.0\.3:9444 ssl crt \/etc\/haproxy\/edge-3\.pem ca-file \/etc\/haproxy\/ca\.pem verify required ssl-min-ver TLSv1\.3 no-tls-tickets$/m,
  )
  assert.match(text, /use-service lua\.cutwater_admin if \{ ssl_c_s_dn\(cn\) -m str -- ops-1 ops-2 \}$/m)
  assert.match(order({ socket, admin: { ...admin, revoked: '/r.pem' } }), /crl-file \/r\.pem verify required/)
  assert.throws(() => order({ socket }), /say with --admin-certificate, --admin-ca and --admin-names/)
  assert.throws(() => order({ admin }), /are for tls:\/\/HOST:PORT/)
  assert.throws(() => order({ socket, admin, socketUser: 'cutwater' }), /belongs to no user/)
})

test('latency is counted only where somebody may ask for it', () => {
  assert.doesNotMatch(order(), /cutwater.latency|cutwater_began/)
  const text = order({ metrics: '127.0.0.1:8405' })
  assert.match(text, /^ {4}lua-load \S+cutwater-latency\.lua$/m)
  assert.match(
    text,
    /^ {4}setenv CUTWATER_LATENCY_US "1000 2000:50 5000:100 10000:250 .* 60000000:2500000"$/m,
  )
  assert.match(text, /^ {4}http-request use-service lua\.cutwater_latency if \{ path \/latency \}$/m)
  assert.match(text, /^backend cutwater-latency$/m)
})

test('a section is found by any of its lines, without what stands in comments', () => {
  const text = `global
  daemon # in the background
defaults
  mode   http

backend wix # ours
  http-request set-header X '#1'   # not "the" whole
  # backend none
  server blue 10.0.0.1:80

frontend www
  bind :80`
  const wix = ['backend wix', "http-request set-header X '#1'", 'server blue 10.0.0.1:80']
  for (const line of [6, 7, 9, 10]) assert.deepEqual(sectionAt(text, line), wix)
  assert.deepEqual(sectionAt(text, 2), ['global', 'daemon'])
  assert.deepEqual(sectionAt(text, 12), ['frontend www', 'bind :80'])
})

test('what HAProxy cannot be told is refused', () => {
  const refused: readonly (readonly [Partial<HaproxyConfigOrder>, RegExp])[] = [
    [{ targets: [wix, { ...wix, target: 'production/wix' }] }, /would both be the backend wix/],
    [{ targets: [{ ...wix, maps: '/etc/my maps' }] }, /holds a character/],
    [{ targets: [{ ...wix, sides: { ...wix.sides, blue: 'http://10.0.0.1/v1' } }] }, /no path of its own/],
    [{ socket: "/run/it's.sock" }, /holds a quote/],
    [{ cookieSecretFile: '/etc/a\nb' }, /line break/],
    [{ socket: '127.0.0.1:9999', socketUser: 'cutwater' }, /belongs to no user/],
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

const api: ConfiguredTarget = { ...wix, target: 'staging/api', backend: 'api' }
const AT = '127.0.0.1:8080'

test('targets that share an address are told apart by path, and the one without takes the rest', () => {
  const text = order({
    targets: [
      { ...wix, listen: { at: AT, paths: [] } },
      { ...api, listen: { at: AT, paths: ['/api/v1/*', '/health', '/users/*/a.b', '/x/*/y/*'] } },
    ],
  })
  const [, frontend = ''] = text.split('frontend ')
  assert.deepEqual(
    frontend.split('\n').filter((line) => /^wix-in|bind|backend/.test(line)),
    [
      'wix-in',
      `    bind ${AT}`,
      '    use_backend api if { path -m beg -- /api/v1/ }',
      '    use_backend api if { path -m str -- /health }',
      String.raw`    use_backend api if { path -m reg -- '^/users/[^/]*/a\.b$' }`,
      "    use_backend api if { path -m reg -- '^/x/[^/]*/y/' }",
      '    default_backend wix',
    ],
  )
})

test('what no target of an address takes is not there', () => {
  const text = order({ targets: [{ ...api, listen: { at: AT, paths: ['/api/*'] } }] })
  assert.match(text, /^ {4}acl cutwater_led path -m beg -- \/api\/$/m)
  assert.match(text, /^ {4}http-request deny deny_status 404 unless cutwater_led$/m)
  assert.doesNotMatch(text, /default_backend/)
})

for (const [paths, others, said] of [
  [
    [],
    [],
    'staging/wix and staging/api would both take all of 127.0.0.1:8080; say by paths what one of them takes',
  ],
  [['/a'], ['/b', '/a'], 'staging/wix and staging/api would both take /a of 127.0.0.1:8080; keep it at one'],
] as const)
  test(`${said} is a fault`, () => {
    const targets = [
      { ...wix, listen: { at: AT, paths } },
      { ...api, listen: { at: AT, paths: others } },
    ]
    assert.throws(() => order({ targets }), new RangeError(said))
  })
