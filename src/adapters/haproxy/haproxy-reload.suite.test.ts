import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLOSED, type Desired, FULL, LATCHED, type Split } from '../../core/traffic/desired.ts'
import { type HaproxyUnderTest, skip, withHaproxy } from './haproxy.testing.ts'
import { latchHaproxy } from './latch.ts'
import { askHaproxy } from './runtime-socket.ts'
import { haproxyTraffic } from './traffic.ts'

const EVERYBODY: Split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: true }
const INSISTING = { subject: 'ann', version: 'canary' }
const SLOWLY_MS = 1_000
const at = (generation: number, split: Split, stable: Desired['stable'] = 'blue'): Desired => ({
  generation,
  stable,
  split,
})

const traffic = (haproxy: HaproxyUnderTest) => haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000 })
const write = (haproxy: HaproxyUnderTest, desired: Desired) =>
  traffic(haproxy).write(haproxy.target, desired, AbortSignal.timeout(10_000))
const latch = (haproxy: HaproxyUnderTest) => latchHaproxy({ ...haproxy, timeoutMs: 3_000 }, haproxy.target)

const MODES = [
  ['a reload of the master', true],
  ['a hand-over with -sf', false],
] as const

const KILLS = [
  ['kill --direct', async (haproxy: HaproxyUnderTest) => void (await latch(haproxy)), at(22, LATCHED)],
  [
    'a close by the server',
    async (haproxy: HaproxyUnderTest) => void (await write(haproxy, at(22, CLOSED))),
    at(22, CLOSED),
  ],
] as const

for (const [how, master] of MODES)
  for (const [who, close, closed] of KILLS)
    for (const [when, beforeMs] of [
      ['while the new worker starts', 400],
      ['as it takes over', SLOWLY_MS],
    ] as const)
      test(
        `haproxy: ${who} ${when} in ${how} is never taken back`,
        { skip, timeout: 60_000 },
        withHaproxy(
          async (haproxy) => {
            await write(haproxy, at(21, EVERYBODY))
            assert.equal((await haproxy.send(INSISTING)).side, 'green')
            const old = await haproxy.worker()
            await haproxy.replace(SLOWLY_MS)
            await sleep(beforeMs)
            await close(haproxy)
            const seen = new Set<string>()
            const ends = Date.now() + 30_000
            let young = 0
            while (young < 100 && Date.now() < ends) {
              seen.add((await haproxy.send(INSISTING)).side)
              const pid = await haproxy.worker()
              if (pid !== null && pid !== old) young += 1
            }
            assert.ok(young > 0, 'the new worker came')
            assert.deepEqual([...seen], ['blue'])
            assert.deepEqual(await traffic(haproxy).read(haproxy.target, AbortSignal.timeout(5_000)), [
              { instance: haproxy.socket, reached: true, has: closed },
            ])
          },
          { master },
        ),
      )

test(
  'haproxy: a reload keeps who is on the canary there',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      await write(haproxy, at(1, EVERYBODY))
      const old = await haproxy.worker()
      await haproxy.replace()
      const seen = new Set<string>()
      const ends = Date.now() + 20_000
      for (let young = 0; young < 50; ) {
        assert.ok(Date.now() < ends, 'the new worker came')
        seen.add((await haproxy.send(INSISTING)).side)
        const pid = await haproxy.worker()
        if (pid !== null && pid !== old) young += 1
      }
      assert.deepEqual([...seen], ['green'])
    },
    { master: true },
  ),
)

test(
  'haproxy: what another worker was told is followed from the map file, also without a server',
  { skip, timeout: 60_000 },
  withHaproxy(async (haproxy) => {
    await write(haproxy, at(5, EVERYBODY))
    for (const [entry, side] of [
      ['4 blue closed', 'green'],
      ['5 blue closed', 'green'],
      ['5 blue latched here', 'blue'],
      ['6 blue open 10000 c header', 'blue'],
      ['7 blue latched', 'blue'],
      ['8 blue open 10000 c header', 'green'],
    ]) {
      await writeFile(haproxy.mapFile, `${haproxy.target} ${entry}\n`)
      await sleep(600)
      assert.equal((await haproxy.send(INSISTING)).side, side, entry)
    }
  }),
)

test(
  'haproxy: states of servers that were saved before do not open what was closed since',
  { skip, timeout: 60_000 },
  withHaproxy(
    async (haproxy) => {
      const save = async () =>
        writeFile(
          join(haproxy.directory, 'states'),
          `${await askHaproxy(haproxy.socket, 'show servers state', { timeoutMs: 3_000 })}\n`,
        )
      const firstRequestsAfterRestart = async () => {
        await haproxy.stop('SIGKILL')
        const started = haproxy.start()
        const seen = new Set<string>()
        for (let n = 0; n < 100; )
          await haproxy.send(INSISTING).then(
            ({ side }) => {
              seen.add(side)
              n++
            },
            () => sleep(1),
          )
        await started
        return [...seen]
      }
      await write(haproxy, at(1, EVERYBODY))
      await save()
      await write(haproxy, at(2, CLOSED))
      assert.deepEqual(await firstRequestsAfterRestart(), ['blue'], 'saved while it was open')
      await save()
      await write(haproxy, at(3, CLOSED, 'green'))
      assert.deepEqual(await firstRequestsAfterRestart(), ['green'], 'saved before green was adopted')
      await write(haproxy, at(4, EVERYBODY, 'green'))
      assert.equal((await haproxy.send(INSISTING)).side, 'blue')
      assert.deepEqual(await firstRequestsAfterRestart(), ['blue'], 'saved while it was closed')
    },
    {
      edited: (config, directory) =>
        config
          .replace(/^global$/m, `global\n    server-state-file ${join(directory, 'states')}`)
          .replace(/^backend wix$/m, 'backend wix\n    load-server-state-from-file global'),
    },
  ),
)

test(
  'haproxy: without an answer on its socket the map file is latched, and that is said',
  { skip, timeout: 60_000 },
  withHaproxy(async (haproxy) => {
    await write(haproxy, at(3, EVERYBODY))
    await assert.rejects(
      latchHaproxy(
        { socket: `${haproxy.socket}.elsewhere`, maps: haproxy.maps, timeoutMs: 500 },
        haproxy.target,
      ),
      /is not running.*Nobody could be asked whether staging\/wix is closed.*says so now/s,
    )
    assert.match(await readFile(haproxy.mapFile, 'utf8'), /^staging\/wix 4 blue latched here$/m)
    await sleep(600)
    assert.equal((await haproxy.send(INSISTING)).side, 'blue')
  }),
)

const isRoot = process.getuid?.() === 0
for (const [where, chroot, unsure] of [
  ['around the map files is found', (directory: string) => directory, null],
  ['without the map files is said', () => import.meta.dirname, /cannot read/],
] as const)
  test(
    `haproxy: a chroot ${where}`,
    { skip: skip || (isRoot ? false : 'MISSING root: chroot needs it'), timeout: 60_000 },
    withHaproxy(
      async (haproxy) => {
        await write(haproxy, at(3, EVERYBODY))
        const { unsure: said } = await latch(haproxy)
        if (unsure === null) assert.equal(said, null)
        else assert.match(said ?? '', unsure)
        await haproxy.stop('SIGKILL')
        await haproxy.start()
        assert.equal((await haproxy.send(INSISTING)).side, 'blue')
      },
      {
        edited: (config, directory) => config.replace(/^global$/m, `global\n    chroot ${chroot(directory)}`),
      },
    ),
  )
