import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { startTelemetry } from './telemetry.ts'
import { openTelemetryFile } from './telemetry-file.ts'

const START = 1_700_000_000_000
const log = pino({ enabled: false })

async function fileFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cutwater-telemetry-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'state.json.telemetry')
}

/** A process that counts from `now` on, as the gateway does. */
async function processAt(path: string, now: number) {
  const clock = { now }
  const keeper = await openTelemetryFile(path, log)
  const telemetry = startTelemetry({
    targets: ['staging/wix'],
    isOpen: (_, slot) => slot === 'stable',
    now: () => clock.now,
    keepSeconds: 3_600,
    keeper,
  })
  const answer = (version = 'v2') =>
    telemetry.count('staging/wix', 'stable', 'percentage', { version, status: 200, latencyMs: 3 })
  return { clock, telemetry, keeper, answer }
}

const shown = ({ records }: { records: readonly { at: number; requests: number }[] }) =>
  records.map(({ at, requests }) => [at - START, requests])

test('what nobody had fetched is there after a kill, under the same numbers, once', async (t) => {
  const path = await fileFor(t)
  const first = await processAt(path, START)
  for (const _ of [1, 2, 3]) {
    first.answer()
    first.clock.now += 1_000
  }
  first.telemetry.tick()
  await first.keeper.close()
  const fetched = first.telemetry.page(0, 1)
  assert.equal((await stat(path)).mode & 0o777, 0o600)

  const again = await processAt(path, START + 5_000)
  again.answer()
  again.clock.now += 1_000
  assert.deepEqual(shown(again.telemetry.page(fetched.records[0]?.seq ?? 0, 100)), [
    [1_000, 1],
    [2_000, 1],
    [5_000, 1],
  ])
  assert.deepEqual(again.telemetry.page(0, 100).records.slice(0, 3), first.telemetry.page(0, 100).records)
})

test('what an earlier version kept, which counted by few edges, is there after the upgrade', async (t) => {
  const path = await fileFor(t)
  const classes = { ok: 2, redirect: 0, client: 0, server: 0, none: 0 }
  const facts = {
    target: 'staging/wix',
    slot: 'stable',
    version: 'v1',
    reason: 'closed',
    requests: 2,
    classes,
  }
  const before = { seq: START - 1_000, ...facts, at: START - 1_000, latency: [1, 1, ...Array(17).fill(0)] }
  const torn = { ...before, seq: START - 999, latencyFine: [3] }
  await writeFile(path, `${JSON.stringify(before)}\n${JSON.stringify(torn)}\n`)
  const { telemetry } = await processAt(path, START)
  assert.deepEqual(telemetry.page(0, 100).records, [before])
})

test('a process that ends keeps its present second too, and none is made twice', async (t) => {
  const path = await fileFor(t)
  const first = await processAt(path, START)
  first.answer()
  first.telemetry.end()
  await first.keeper.close()
  const again = await processAt(path, START + 200)
  again.answer()
  again.clock.now = START + 2_000
  assert.deepEqual(shown(again.telemetry.page(0, 100)), [
    [0, 1],
    [1_000, 1],
  ])
})

test('a torn line, nonsense and a record that stands there twice cost nothing else', async (t) => {
  const path = await fileFor(t)
  const first = await processAt(path, START)
  first.answer()
  first.clock.now += 1_000
  first.telemetry.tick()
  await first.keeper.close()
  const line = await readFile(path, 'utf8')
  await appendFile(path, `${line}null\n{"seq": 9}\n${line.slice(0, 40)}`)
  const again = await processAt(path, START + 5_000)
  assert.deepEqual(shown(again.telemetry.page(0, 100)), [[0, 1]])
  again.answer()
  again.clock.now += 1_000
  again.telemetry.tick()
  await again.keeper.close()
  const third = await processAt(path, START + 9_000)
  assert.deepEqual(shown(third.telemetry.page(0, 100)), [
    [0, 1],
    [5_000, 1],
  ])
})

test('a clock that was set back is waited for by a second or two, and not for a day', async (t) => {
  for (const [aheadMs, first] of [
    [1_000, 2_000],
    [86_400_000, 0],
  ] as const) {
    const path = await fileFor(t)
    const before = await processAt(path, START + aheadMs)
    before.telemetry.end()
    await before.keeper.close()
    const again = await processAt(path, START)
    again.answer()
    again.clock.now += 4_000
    const records = again.telemetry.page(before.telemetry.page(0, 9).records.at(-1)?.seq ?? 0, 100).records
    assert.deepEqual(
      records.filter(({ requests }) => requests > 0).map(({ at }) => at - START),
      [first],
    )
  }
})

test('it stays small while somebody fetches, and loses nothing by that', async (t) => {
  const path = await fileFor(t)
  const { clock, telemetry, keeper, answer } = await processAt(path, START)
  let cursor = 0
  for (let second = 0; second < 120; second++) {
    for (let version = 0; version < 20; version++) answer(`v${version}`)
    clock.now += 1_000
    const { records } = telemetry.page(cursor, 1_000)
    cursor = records.at(-1)?.seq ?? cursor
    await keeper.close()
  }
  assert.ok((await stat(path)).size < 300 * 1024, `${(await stat(path)).size} bytes`)
  const again = await processAt(path, clock.now)
  assert.deepEqual(again.telemetry.page(0, 100_000).records.at(-1), telemetry.page(0, 100_000).records.at(-1))
})

test('a place that cannot be written costs neither a start nor a second of the running process', async () => {
  const { clock, telemetry, keeper, answer } = await processAt('/dev/null/telemetry', START)
  answer()
  clock.now += 1_000
  assert.deepEqual(shown(telemetry.page(0, 100)), [[0, 1]])
  await keeper.close()
})
