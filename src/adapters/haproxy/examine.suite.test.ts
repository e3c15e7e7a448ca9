import assert from 'node:assert/strict'
import { rename, utimes, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { CLOSED, FULL, type Split } from '../../core/traffic/desired.ts'
import { examineHaproxy } from './examine.ts'
import type { Examined } from './examined.ts'
import { type HaproxyUnderTest, skip, withHaproxy } from './haproxy.testing.ts'
import { latchHaproxy } from './latch.ts'
import { askHaproxy } from './runtime-socket.ts'
import { haproxyTraffic } from './traffic.ts'

const EVERYBODY: Split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: true }
const INSISTING = { subject: 'ann', version: 'canary' }

const fact = (title: string, ...check: Parameters<typeof withHaproxy>) =>
  test(`haproxy: ${title}`, { skip, timeout: 60_000 }, withHaproxy(...check))

const write = (haproxy: HaproxyUnderTest, split: Split) =>
  haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000 }).write(
    haproxy.target,
    { generation: 1, stable: 'blue', split },
    AbortSignal.timeout(5_000),
  )
const command = (haproxy: HaproxyUnderTest, text: string) =>
  askHaproxy(haproxy.socket, text, { timeoutMs: 3_000 })

const said = async ({ target, socket, maps, sides }: HaproxyUnderTest, is: Examined['is'], over = {}) =>
  (await examineHaproxy({ target, socket, maps, sides, backend: 'wix', ...over }, 3_000))
    .filter((each) => each.is === is)
    .map(({ says }) => says)

fact('the examination finds nothing, and then each thing that was broken', async (haproxy) => {
  const { sides } = haproxy
  const bad = (over = {}) => said(haproxy, 'bad', over)
  await write(haproxy, CLOSED)
  assert.deepEqual(await bad(), [])
  await writeFile(haproxy.mapFile, 'staging/wix 1 blue open 10000 c -\n')
  assert.match((await bad()).join(), /holds "1 blue open 10000 c -", but "1 blue closed" is loaded/)
  assert.match((await bad({ backend: 'wicks' })).join(), /its backend wix, but the binding says wicks/)
  assert.match((await bad({ target: 'staging/gamma' })).join(), /CUTWATER_TARGETS .* lacks staging\/gamma/)
  const swapped = { blue: sides.green, green: sides.blue }
  assert.equal(
    (await bad({ sides: swapped })).filter((says) => says.includes('but the binding has')).length,
    2,
  )
  await command(haproxy, 'set server wix/blue health down')
  assert.match((await bad()).join(), /wix\/blue, which is DOWN; users are not served/)
  await haproxy.stop()
  assert.match((await bad()).join(), /is not running/)
})

for (const [title, edited, found] of [
  [
    'what may not be done twice may be sent twice',
    (config: string) => config.replace(/.*disable-l7-retry.*/, ''),
    /it may send a request twice that may not be done twice: .* lacks "http-request disable-l7-retry/,
  ],
  [
    'a comment sends nothing only once',
    (config: string) =>
      config.replace('    http-request disable-l7-retry', '    # http-request disable-l7-retry'),
    /it may send a request twice/,
  ],
  [
    'anybody may say who they are',
    (config: string) => config.replace(/.*del-header X-User-Segment.*/, ''),
    /any client may claim an identity: .* does not drop X-User-Segment/,
  ],
  [
    'its rules are those of another version',
    (config: string) =>
      config.replace('    option redispatch 1\n', '').replace(/.*add-header Set-Cookie.*/, ''),
    /its backend wix in .* lacks "option redispatch 1" and 1 more of the lines; print it again/,
  ],
  [
    'its rules stand in another order',
    (config: string) => {
      const rule = /.*use-server green if \{ var\(txn\.cutwater_side\).*\n/.exec(config)?.[0] ?? ''
      return config.replace(rule, '').replace(/(.*default-server)/, `${rule}$1`)
    },
    /its backend wix in .* has its rules in another order; print it again/,
  ],
] as const)
  fact(
    `the examination reads the configuration: ${title}`,
    async (haproxy) => {
      const bad = await said(haproxy, 'bad')
      assert.equal(bad.length, 1, bad.join())
      assert.match(bad.join(), found)
    },
    { edited },
  )

fact('the examination says what it could not see', async (haproxy) => {
  assert.match((await said(haproxy, 'unseen')).join(), /no request has reached its backend wix/)
  await haproxy.send({ subject: 'ann' })
  assert.deepEqual(await said(haproxy, 'unseen'), [])
  const later = new Date(Date.now() + 60_000)
  await utimes(haproxy.configFile, later, later)
  assert.match(
    (await said(haproxy, 'unseen')).join(),
    /was changed after HAProxy had loaded it; reload HAProxy/,
  )
  await rename(haproxy.configFile, `${haproxy.configFile}.away`)
  const [unseen] = await said(haproxy, 'unseen')
  assert.match(unseen ?? '', /was not seen: .*cutwater\.cfg cannot be read \(ENOENT\)/)
  assert.deepEqual(await said(haproxy, 'bad'), [])
})

fact(
  'a runtime socket on the network does all that a path does, and is warned of',
  async (haproxy) => {
    assert.match(haproxy.socket, /^127\.0\.0\.1:\d+$/)
    await write(haproxy, EVERYBODY)
    assert.equal((await haproxy.send(INSISTING)).side, 'green')
    assert.deepEqual(await said(haproxy, 'bad'), [])
    assert.match((await said(haproxy, 'unseen')).join(), /asks for no password/)
    await latchHaproxy({ ...haproxy, timeoutMs: 3_000 }, haproxy.target)
    assert.equal((await haproxy.send(INSISTING)).side, 'blue')
    const elsewhere = { socket: new URL(haproxy.url).host }
    assert.match((await said(haproxy, 'bad', elsewhere)).join(), /what answers at .* is no HAProxy/)
    await haproxy.stop()
    assert.match((await said(haproxy, 'bad')).join(), /is not running \(nothing listens on its socket\)/)
  },
  { onNetwork: true },
)
