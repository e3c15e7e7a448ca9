import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { request } from 'undici'
import { bucketOf } from '../../core/traffic/cohort.ts'
import type { Desired, Side } from '../../core/traffic/desired.ts'
import { USUAL_COOKIE } from '../../core/traffic/visitor-cookie.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET } from '../gateway/gateway.testing.ts'
import { startUpstream } from '../gateway/start-upstream.testing.ts'
import { entryOf } from './entry.ts'
import { type HaproxyUnderTest, haproxyUnderTest, skip } from './haproxy.testing.ts'
import { askHaproxy } from './runtime-socket.ts'

const COHORT = 'CHG-2026-0001'
const COOKIE = { ...USUAL_COOKIE, name: 'codex-canary-id', maxAgeSeconds: 3_600 }
const HALF: Desired = {
  generation: 1,
  stable: 'blue',
  split: {
    mode: 'open',
    weight: 5_000,
    cohort: COHORT,
    segments: [{ name: 'premium', weight: 7_500 }],
    headerOverride: true,
  },
}

test('HAProxy and the gateway put the same subject on the same side', {
  skip,
  timeout: 120_000,
}, async (t) => {
  let haproxy: HaproxyUnderTest
  let gateway: GatewayUnderTest
  const upstreams: Awaited<ReturnType<typeof startUpstream>>[] = []

  t.before(async () => {
    const started = await Promise.all([startUpstream('blue', 'v1'), startUpstream('green', 'v2.1.0')])
    upstreams.push(...started)
    const [blue, green] = started.map(({ port }) => `http://127.0.0.1:${port}`)
    const sides = { blue: blue ?? '', green: green ?? '' }
    haproxy = await haproxyUnderTest({ sides, cookie: COOKIE })
    const cookieSecretFile = haproxy.cookieSecretFile
    gateway = await gatewayUnderTest({
      config: {
        cookieSecretFile,
        cookie: COOKIE,
        routes: [{ target: TARGET, listen: '127.0.0.1:0', sides }],
      },
    })
    await haproxy.control.write(haproxy.target, entryOf({ desired: HALF, latchedLocally: false }))
    await gateway.admin.write(gateway.target, HALF)
  })
  t.after(async () => {
    await gateway?.close()
    await haproxy?.close()
    await Promise.all(upstreams.map((upstream) => upstream.kill()))
  })

  const send = async (url: string, headers: Record<string, string>) => {
    const answer = await request(url, { dispatcher: haproxy.agent, headers })
    await answer.body.dump()
    const cookie = [answer.headers['set-cookie'] ?? []].flat()[0]?.split(';')[0]
    return { side: String(answer.headers['x-side']) as Side, cookie: cookie ?? null }
  }
  const both = async (headers: Record<string, string>) => {
    const [ours, theirs] = await Promise.all([send(haproxy.url, headers), send(gateway.url(), headers)])
    assert.deepEqual(ours, theirs, JSON.stringify(headers))
    return ours.side
  }
  const sideOf = (subject: string, weight = 5_000): Side =>
    bucketOf(COHORT, subject) < weight ? 'green' : 'blue'

  await t.test('20,000 subjects have the same bucket in the script', async () => {
    const subjects = Array.from({ length: 20_000 }, (_, n) => `${'abcdefgh'.slice(0, n % 9)}user-${n}`)
    let same = 0
    for (let from = 0; from < subjects.length; from += 200) {
      const some = subjects.slice(from, from + 200)
      const command = some.map((subject) => `cutwater bucket ${COHORT} ${subject}`).join('; ')
      const answer = await askHaproxy(haproxy.socket, command, { timeoutMs: 10_000 })
      const buckets = [...answer.matchAll(/^bucket (\d+)$/gm)].map(([, bucket]) => Number(bucket))
      assert.equal(buckets.length, some.length)
      for (const [i, subject] of some.entries()) if (buckets[i] === bucketOf(COHORT, subject)) same++
    }
    assert.equal(same, subjects.length)
  })

  await t.test('2,000 users are sent to the same side, by their ids', async () => {
    for (let from = 0; from < 2_000; from += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const id = `user-${from + n}`
          assert.equal(await both({ 'x-user-id': id }), sideOf(id))
        }),
      )
  })

  await t.test('an id is its UTF-8 bytes, and Latin-1 where it is not UTF-8', async () => {
    for (const id of ['zoë', 'ångström', '李雷', '🦀', 'a b', 'semi;colon', 'x'.repeat(500)]) {
      const bytes = Buffer.from(id, 'utf8').toString('latin1')
      assert.equal(await both({ 'x-user-id': bytes }), sideOf(id), id)
    }
    for (const bytes of ['\xff\xfe', 'zo\xeb', '\xed\xa0\x80', '\xc0\xaf', '\xf5\x80\x80\x80'])
      assert.equal(await both({ 'x-user-id': bytes }), sideOf(bytes), JSON.stringify(bytes))
  })

  await t.test('segment and header decide alike', async () => {
    for (let n = 0; n < 100; n++) {
      const id = `user-${n}`
      assert.equal(await both({ 'x-user-id': id, 'x-user-segment': 'premium' }), sideOf(id, 7_500))
      assert.equal(await both({ 'x-user-id': id, 'x-user-segment': 'nobody' }), sideOf(id))
    }
    assert.equal(await both({ 'x-user-id': 'a', 'x-canary-version': 'canary' }), 'green')
    assert.equal(await both({ 'x-user-id': 'a', 'x-canary-version': 'stable' }), 'blue')
    for (const version of ['v2.1.0', 'v2.1', 'v2'])
      assert.equal(await both({ 'x-user-id': 'a', 'x-canary-version': version }), 'green', version)
    for (const version of ['v3', 'v', 'v2.', 'v2.1.0.0'])
      assert.equal(await both({ 'x-user-id': 'a', 'x-canary-version': version }), 'blue', version)
  })

  await t.test('a cookie of the one is believed by the other, and a forged one by neither', async () => {
    for (let n = 0; n < 50; n++) {
      const [made, madeThere] = await Promise.all([send(haproxy.url, {}), send(gateway.url(), {})])
      for (const { cookie, side } of [made, madeThere]) {
        assert.ok(cookie)
        const stale = `${cookie.slice(0, -4)}AAAA`
        for (const sent of [
          `other=1; ${cookie}; last=2`,
          `other=1;${cookie};last=2`,
          `${stale}; ${cookie}`,
          `${stale};\t${cookie}`,
        ])
          assert.equal(await both({ cookie: sent }), side, sent)
        const [subject = ''] = (cookie.split('=')[1] ?? '').split('.')
        assert.equal(side, sideOf(subject))
      }
    }
    const { cookie } = await send(haproxy.url, {})
    const forged = `${cookie?.replace(/=(.)/, (_, first) => (first === 'A' ? '=B' : '=A'))}`
    for (const url of [haproxy.url, gateway.url()])
      for (const wrong of [forged, ...['=', '=x', '=a.b', '=.'].map((value) => `${COOKIE.name}${value}`)])
        assert.notEqual((await send(url, { cookie: wrong })).cookie, null, `${wrong} was believed`)
    assert.ok((await readFile(haproxy.cookieSecretFile, 'utf8')).length > 40)
  })
})
