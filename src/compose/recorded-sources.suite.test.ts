import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Embedded, startEmbedded } from '../adapters/postgres/embedded/embedded.ts'
import { openStore } from '../adapters/postgres/open.ts'
import { commandLineIn } from '../cli/terminal/terminal.testing.ts'
import { CLASSIC_EDGES_MS } from '../core/histogram/latency-buckets.ts'
import type { Slot } from '../core/traffic/desired.ts'

/** Twenty minutes: two with a fifth of all answers failing, on both slots alike; later half a minute of nothing. */
const SECONDS = 1_200
const INCIDENT = [400, 520] as const
const GAP = [900, 930] as const
const START = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000

const PLAN = `plan: watch
title: Watch
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
window: { duration: 2h }
steps:
  - rollout:
      targets: [wix]
      stages: [{ weight: 20, hold: 2m }, { weight: 100, hold: 2m }]
      guards:
        - { signal: success-ratio, below: 90%, for: 30s }
`

describe('a backtest by what a server has kept of its gateways', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-recorded-'))
  const cutwater = commandLineIn(dir)
  let database: Embedded | undefined

  before(async () => {
    database = await startEmbedded({ dir: join(dir, 'postgres') })
    const store = await openStore({ url: database.url, connections: 2 })
    const batch = Array.from({ length: SECONDS }, (_, i) => i)
      .filter((i) => i < GAP[0] || i >= GAP[1])
      .flatMap((i) => (['stable', 'canary'] as const).map((slot) => second(i, slot)))
      .map((one, i) => ({ ...one, seq: i + 1 }))
    await store.samples.add(join(dir, 'g.sock'), batch, START)
    await store.close()
    writeFileSync(join(dir, 'plan.yaml'), PLAN)
    writeFileSync(
      join(dir, 'cutwater.yaml'),
      `environments:
  staging:
    targets:
      wix: { traffic: { gateway: g.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    signals:
      success-ratio: { gateway: success }
`,
    )
  })
  after(async () => {
    await database?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const backtest = (...words: string[]) => {
    const at = (second: number) => new Date(START + second * 1_000).toISOString()
    const span = ['--from', at(0), '--to', at(SECONDS), '--json']
    return cutwater(
      'backtest',
      'plan.yaml',
      '--env',
      'staging',
      '--binding',
      'cutwater.yaml',
      ...span,
      ...words,
    )
  }

  test('plays both slots together, second by second, with what was not counted as a gap', async () => {
    const { code, out, err } = await backtest('--database-url', database?.url ?? '')
    assert.equal(code, 4, err)
    const [guard] = JSON.parse(out).rules
    assert.equal(guard.evaluations, SECONDS)
    assert.deepEqual(
      guard.missing.longest.map(({ from, to }: { from: number; to: number }) => [
        (from - START) / 1_000,
        (to - START) / 1_000,
      ]),
      [GAP],
    )
    assert.equal(guard.trips.count, 1)
    const [trip] = guard.trips.first
    const after = (trip.at - START) / 1_000 - INCIDENT[0]
    assert.ok(after > 30 && after < 75, `${after} s`)
    assert.equal(trip.evidence.samples, 30 * 30, 'twenty of stable and ten of the canary, each second')
  })

  test('without its database the gateways know nothing of the past, and that is said', async () => {
    const { code, out } = await backtest()
    assert.equal(code, 5)
    assert.match(out, /its gateways keep nothing: give --database-url/)
  })
})

function second(i: number, slot: Slot) {
  const requests = slot === 'stable' ? 20 : 10
  const server = i >= INCIDENT[0] && i < INCIDENT[1] ? requests / 5 : 0
  return {
    target: 'staging/wix',
    slot,
    version: 'v1',
    reason: 'percentage' as const,
    at: START + i * 1_000,
    requests,
    classes: { ok: requests - server, redirect: 0, client: 0, server, none: 0 },
    latency: [requests - server, ...new Array<number>(CLASSIC_EDGES_MS.length).fill(0)],
  }
}
