import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { CLOSED, type Desired, FULL, LATCHED, type Split } from '../../core/traffic/desired.ts'
import type { Restriction } from '../../core/traffic/mode.ts'
import { refusalOf } from '../../core/traffic/refusal.ts'
import { askAs } from '../gateway/ask-as.testing.ts'
import { type HaproxyUnderTest, skip, withHaproxy } from './haproxy.testing.ts'
import { latchHaproxy } from './latch.ts'
import { haproxyTraffic } from './traffic.ts'

const OPEN: Split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: true }
const READ_ONLY: Restriction = { traffic: 'read-only', banner: "It's the database; 100% of it" }
const SLOWLY_MS = 1_000

const at = (generation: number, split: Split, mode?: Restriction): Desired => ({
  generation,
  stable: 'blue',
  split,
  ...(mode === undefined ? {} : { mode }),
})
const write = (haproxy: HaproxyUnderTest, desired: Desired) =>
  haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000 }).write(
    haproxy.target,
    desired,
    AbortSignal.timeout(10_000),
  )
const post = ({ url, agent }: HaproxyUnderTest, accept?: string) =>
  askAs(url, agent, { method: 'POST', body: 'x=1', accept })

for (const [how, master] of [
  ['a reload of the master', true],
  ['a hand-over with -sf', false],
] as const)
  for (const [when, beforeMs] of [
    ['while the new worker starts', 400],
    ['as it takes over', SLOWLY_MS],
  ] as const)
    test(
      `haproxy: no write is let in after the answer of read-only, given ${when} in ${how}`,
      { skip, timeout: 60_000 },
      withHaproxy(
        async (haproxy) => {
          await write(haproxy, at(21, OPEN))
          assert.equal((await post(haproxy)).status, 200)
          const old = await haproxy.worker()
          await haproxy.replace(SLOWLY_MS)
          await sleep(beforeMs)
          await write(haproxy, at(22, OPEN, READ_ONLY))
          const seen = new Set<number>()
          // The old worker closes connections that are idle; a write that is sent on one of them is never answered.
          const once = { ...haproxy, agent: new Agent({ pipelining: 0 }) }
          const ends = Date.now() + 30_000
          let young = 0
          while (young < 100 && Date.now() < ends) {
            seen.add((await post(once)).status)
            const pid = await haproxy.worker()
            if (pid !== null && pid !== old) young += 1
          }
          await once.agent.close()
          assert.ok(young > 0, 'the new worker came')
          assert.deepEqual([...seen], [503])
          const [said] = await write(haproxy, at(22, OPEN, READ_ONLY))
          // The old worker may still carry some, of which the new one knows nothing.
          assert.deepEqual(said?.reached && [said.has, said.writes], [at(22, OPEN, READ_ONLY), null])
        },
        { master },
      ),
    )

test(
  'haproxy: kill --direct keeps the mode',
  { skip, timeout: 60_000 },
  withHaproxy(async (haproxy) => {
    await write(haproxy, at(3, OPEN, READ_ONLY))
    const { has } = await latchHaproxy({ ...haproxy, timeoutMs: 3_000 }, haproxy.target)
    assert.deepEqual(has, at(4, LATCHED, READ_ONLY))
    assert.equal((await post(haproxy)).status, 503)
    await write(haproxy, at(5, LATCHED, READ_ONLY))
    await write(haproxy, at(6, CLOSED))
    assert.equal((await post(haproxy)).status, 200)
  }),
)

test(
  'haproxy: says to the letter what the gateway says',
  { skip, timeout: 60_000 },
  withHaproxy(async (haproxy) => {
    const modes: readonly Restriction[] = [
      { traffic: 'maintenance' },
      {
        traffic: 'read-only',
        banner: 'tab\tand "quotes" \\ <b>&amp;</b> čas 👩‍🔧',
        until: 1_796_000_059_999,
      },
    ]
    for (const [i, mode] of modes.entries()) {
      await write(haproxy, at(i + 1, CLOSED, mode))
      for (const accept of ACCEPTS) {
        const { status, body, headers } = await post(haproxy, accept)
        const expected = refusalOf(mode, Date.now(), accept)
        assert.deepEqual(
          [status, body, headers['content-type']],
          [503, expected.body, expected.headers['content-type']],
        )
      }
    }
  }),
)

const ACCEPTS = [
  undefined,
  '',
  '*/*',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'TEXT/HTML',
  'application/problem+json',
  'application/json, text/plain, */*',
  'text/plain ; q=0.5 , text/html',
  'text/html;q=0.5,application/json;q=0.501',
  'text/html;level=1;q=0.2, text/plain;q=0.3',
  'text/html;q=0',
  'text/html;q=nonsense, text/plain;q=0.1',
  'text/html;q=1.5, text/plain;q=1.0004',
  'text/*;q=0.1',
  'image/png',
  ';;,,;q=1,text/plain',
]

test(
  'haproxy: an entry that was broken by hand keeps its mode',
  { skip, timeout: 60_000 },
  withHaproxy(async (haproxy) => {
    await haproxy.stop()
    await writeFile(haproxy.mapFile, `${haproxy.target} 3 blue closed mode:read-only:soon:-\n`)
    await haproxy.start()
    const { status, headers } = await post(haproxy)
    assert.deepEqual([status, headers['retry-after']], [503, '60'])
    assert.equal((await haproxy.send({ subject: 'ann' })).status, 200)
  }),
)

test(
  'haproxy: what its script does not answer is refused all the same',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      await write(haproxy, at(1, OPEN, READ_ONLY))
      const { status, headers, side } = await post(haproxy)
      assert.deepEqual([status, headers['retry-after'], side], [503, '60', ''])
    },
    { edited: (config) => config.replace(/^.*lua\.cutwater_refuse.*\n/gm, '') },
  ),
)

test(
  'haproxy: where a rule of somebody else has taken sc2, nobody knows how many writes are under way',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      assert.equal((await post(haproxy)).status, 200)
      const [said] = await write(haproxy, at(1, OPEN, READ_ONLY))
      assert.equal(said?.reached && said.writes, null)
      assert.equal((await post(haproxy)).status, 503)
    },
    {
      edited: (config) =>
        config.replace(
          /^ {4}default_backend wix$/m,
          '    stick-table type ip size 1k store http_req_rate(10s)\n    http-request track-sc2 src\n    default_backend wix',
        ),
    },
  ),
)

test(
  'haproxy: a configuration of an earlier version takes no mode, and says what to do',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      const [said] = await write(haproxy, at(1, OPEN, READ_ONLY))
      assert.match(said?.reached === false ? said.because : '', /earlier version.*print it again/)
      const [split] = await write(haproxy, at(2, OPEN))
      assert.deepEqual(split?.reached && split.has, at(2, OPEN))
    },
    { edited: (config) => config.replace(/^ {4}setenv CUTWATER_MODES yes\n/m, '') },
  ),
)
